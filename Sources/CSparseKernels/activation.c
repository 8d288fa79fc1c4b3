/* Activation functions of a layer, in place, and their slopes from what they gave. */
#ifndef REAL
#include <math.h>

#define SELF "activation.c"
#include "precisions.h"
#else
#include "vectors.h"

#include "activation.h"

#define EACH(out, value)                          \
  for (int64_t p = 0; p < n; p++) out[p] = value; \
  break

INLINE void FN(activate_body)(int32_t function, int64_t n, REAL *x, int level) {
  (void)level;
  switch (function) {
  case SAD_RELU: EACH(x, x[p] < 0 ? 0 : x[p]); /* NaN stays NaN */
  case SAD_TANH: EACH(x, FN(tanh_of)(x[p]));
  case SAD_SIGMOID: EACH(x, FN(sigmoid_of)(x[p]));
  case SAD_SOFTPLUS: EACH(x, FN(softplus_of)(x[p]));
  }
}
KERNEL(FN(activate), (int32_t function, int64_t n, REAL *x), FN(activate_body), function, n, x)

INLINE void FN(multiply_slope_body)(int32_t function, int64_t n, const REAL *restrict y, REAL *restrict g, int level) {
  (void)level;
  switch (function) {
  case SAD_RELU: EACH(g, y[p] > 0 ? g[p] : 0);
  case SAD_TANH: EACH(g, g[p] * ((1 - y[p]) * (1 + y[p])));
  case SAD_SIGMOID: EACH(g, g[p] * (y[p] * (1 - y[p])));
  case SAD_SOFTPLUS: EACH(g, g[p] * -FN(expm1_of)(-y[p]));
  }
}
KERNEL(FN(multiply_slope), (int32_t function, int64_t n, const REAL *y, REAL *g), FN(multiply_slope_body), function, n,
       y, g)

#undef EACH
#endif
