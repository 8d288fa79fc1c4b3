/* Dense arrays: functions of their elements, with broadcasting, sums along axes, and blocks moved about. */
#ifndef REAL
#include <string.h>
#include <tgmath.h>

#define SELF "dense.c"
#include "precisions.h"
#else
#include "vectors.h"

#include "activation.h"

#define EACH(value)                             \
  for (int64_t p = 0; p < n; p++) out[p] = value; \
  break

INLINE void FN(map_body)(int32_t function, int64_t n, const REAL *x, REAL *out, int level) {
  (void)level;
  switch (function) {
  case SAD_EXP: EACH(exp(x[p]));
  case SAD_LOG: EACH(log(x[p]));
  case SAD_SQRT: EACH(sqrt(x[p]));
  case SAD_SIN: EACH(sin(x[p]));
  case SAD_COS: EACH(cos(x[p]));
  case SAD_TANH: EACH(FN(tanh_of)(x[p]));
  case SAD_SIGMOID: EACH(FN(sigmoid_of)(x[p]));
  case SAD_SOFTPLUS: EACH(FN(softplus_of)(x[p]));
  case SAD_RELU: EACH(x[p] < 0 ? 0 : x[p]); /* NaN stays NaN */
  case SAD_STEP: EACH(x[p] > 0 ? 1 : 0);
  case SAD_ABS: EACH(fabs(x[p]));
  case SAD_SIGN: EACH((REAL)((x[p] > 0) - (x[p] < 0)));
  case SAD_LOG_OR_ZERO: EACH(x[p] == 0 ? 0 : log(x[p]));
  }
}
KERNEL(FN(map), (int32_t function, int64_t n, const REAL *x, REAL *out), FN(map_body), function, n, x, out)

INLINE void FN(map_slope_body)(int32_t function, int64_t n, const REAL *x, const REAL *y, const REAL *g, REAL *out,
                               int level) {
  (void)level;
  switch (function) {
  case SAD_EXP: EACH(g[p] * y[p]);
  case SAD_LOG: EACH(g[p] / x[p]);
  case SAD_LOG_OR_ZERO: EACH(x[p] == 0 ? 0 : g[p] / x[p]);
  case SAD_SQRT: EACH(g[p] / (2 * y[p]));
  case SAD_SIN: EACH(g[p] * cos(x[p]));
  case SAD_COS: EACH(-g[p] * sin(x[p]));
  case SAD_TANH: EACH(g[p] * ((1 - y[p]) * (1 + y[p])));
  case SAD_SIGMOID: EACH(g[p] * (y[p] * (1 - y[p])));
  case SAD_SOFTPLUS: EACH(g[p] * -FN(expm1_of)(-y[p]));
  case SAD_RELU: EACH(x[p] > 0 ? g[p] : 0);
  case SAD_ABS: EACH(x[p] > 0 ? g[p] : x[p] < 0 ? -g[p] : 0);
  default: EACH(0); /* steps */
  }
}
KERNEL(FN(map_slope), (int32_t function, int64_t n, const REAL *x, const REAL *y, const REAL *g, REAL *out),
       FN(map_slope_body), function, n, x, y, g, out)

INLINE void FN(affine_body)(int64_t n, REAL alpha, const REAL *x, REAL beta, REAL *out, int level) {
  (void)level;
  for (int64_t p = 0; p < n; p++) out[p] = alpha * x[p] + beta;
}
KERNEL(FN(affine), (int64_t n, REAL alpha, const REAL *x, REAL beta, REAL *out), FN(affine_body), n, alpha, x, beta,
       out)

INLINE void FN(power_body)(int64_t n, REAL alpha, const REAL *x, REAL exponent, REAL *out, int level) {
  (void)level;
  if (exponent == 0)
    for (int64_t p = 0; p < n; p++) out[p] = alpha;
  else if (exponent == 1)
    for (int64_t p = 0; p < n; p++) out[p] = alpha * x[p];
  else if (exponent == 2)
    for (int64_t p = 0; p < n; p++) out[p] = alpha * (x[p] * x[p]);
  else if (exponent == -1)
    for (int64_t p = 0; p < n; p++) out[p] = alpha / x[p];
  else
    for (int64_t p = 0; p < n; p++) out[p] = alpha * pow(x[p], exponent);
}
KERNEL(FN(power), (int64_t n, REAL alpha, const REAL *x, REAL exponent, REAL *out), FN(power_body), n, alpha, x,
       exponent, out)

/* The elements are s and t; a stride of 0 repeats one. The strides along a row are made constants of each loop, so that
 * the loops vectorise. */
#define ALONG(s_at, t_at, value)              \
  for (int64_t j = 0; j < columns; j++) {     \
    REAL s = (s_at), t = (t_at);              \
    w[j] = (value);                           \
  }
#define ZIP(value)                                                       \
  for (int64_t i = 0; i < rows; i++) {                                   \
    const REAL *u = a + i * a_row, *v = b + i * b_row;                   \
    REAL *w = out + i * columns;                                         \
    if (a_column && b_column) ALONG(u[j], v[j], value)                   \
    else if (a_column) ALONG(u[j], *v, value)                            \
    else if (b_column) ALONG(*u, v[j], value)                            \
    else ALONG(*u, *v, value)                                            \
  }                                                                      \
  break

INLINE void FN(zip_body)(int32_t function, int64_t rows, int64_t columns, const REAL *a, int64_t a_row,
                         int64_t a_column, const REAL *b, int64_t b_row, int64_t b_column, REAL *out, int level) {
  (void)level;
  switch (function) {
  case SAD_ADD: ZIP(s + t);
  case SAD_SUBTRACT: ZIP(s - t);
  case SAD_MULTIPLY: ZIP(s * t);
  case SAD_DIVIDE: ZIP(s / t);
  case SAD_POWER: ZIP(pow(s, t));
  case SAD_MAXIMUM: ZIP(s > t || s != s ? s : t); /* NaN wins */
  case SAD_MINIMUM: ZIP(s < t || s != s ? s : t);
  case SAD_GREATER: ZIP(s > t ? 1 : s == t ? (REAL)0.5 : 0);
  case SAD_EITHER: ZIP(s != 0 || t != 0);
  }
}
KERNEL(FN(zip),
       (int32_t function, int64_t rows, int64_t columns, const REAL *a, int64_t a_row, int64_t a_column, const REAL *b,
        int64_t b_row, int64_t b_column, REAL *out),
       FN(zip_body), function, rows, columns, a, a_row, a_column, b, b_row, b_column, out)

/* Eight interleaved sums in double precision. */
INLINE void FN(dense_row_sums_body)(int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out,
                                    int level) {
  (void)level;
  for (int64_t i = first; i < last; i++) {
    const REAL *row = x + i * columns;
    double sum[8] = {0}, total = 0;
    int64_t j = 0;
    for (; j + 8 <= columns; j += 8)
      for (int q = 0; q < 8; q++) sum[q] += (double)row[j + q];
    for (; j < columns; j++) total += (double)row[j];
    for (int q = 0; q < 8; q++) total += sum[q];
    out[i] = (REAL)total;
  }
}
KERNEL(FN(dense_row_sums), (int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out),
       FN(dense_row_sums_body), first, last, columns, x, out)

/* Sixteen columns at a time, each summed from the top in double precision. */
INLINE void FN(dense_column_sums_body)(int64_t first, int64_t last, int64_t rows, int64_t columns, const REAL *x,
                                       REAL *out, int level) {
  (void)level;
  int64_t j = first;
  for (; j + 16 <= last; j += 16) {
    double sum[16] = {0};
    for (int64_t i = 0; i < rows; i++)
      for (int q = 0; q < 16; q++) sum[q] += (double)x[i * columns + j + q];
    for (int q = 0; q < 16; q++) out[j + q] = (REAL)sum[q];
  }
  for (; j < last; j++) {
    double sum = 0;
    for (int64_t i = 0; i < rows; i++) sum += (double)x[i * columns + j];
    out[j] = (REAL)sum;
  }
}
KERNEL(FN(dense_column_sums), (int64_t first, int64_t last, int64_t rows, int64_t columns, const REAL *x, REAL *out),
       FN(dense_column_sums_body), first, last, rows, columns, x, out)

/* log(sum(exp(x - largest))): no exp overflows, and one of them is 1. Where the largest element is not finite, it alone
 * decides, and the result is 0. */
INLINE REAL FN(log_sum_exp_of)(int64_t n, const REAL *x, REAL *largest) {
  REAL top = -(REAL)INFINITY;
  for (int64_t j = 0; j < n; j++) top = x[j] > top || x[j] != x[j] ? x[j] : top;
  *largest = top;
  if (!isfinite(top)) return 0;
  double sum = 0;
  for (int64_t j = 0; j < n; j++) sum += (double)exp(x[j] - top);
  return (REAL)log(sum);
}

void FN(log_sum_exp)(int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out) {
  for (int64_t i = first; i < last; i++) {
    REAL largest, rest = FN(log_sum_exp_of)(columns, x + i * columns, &largest);
    out[i] = largest + rest;
  }
}

/* The largest element is subtracted first: it and the rest may differ much in size. */
void FN(log_softmax)(int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out) {
  for (int64_t i = first; i < last; i++) {
    const REAL *row = x + i * columns;
    REAL largest, rest = FN(log_sum_exp_of)(columns, row, &largest);
    for (int64_t j = 0; j < columns; j++) out[i * columns + j] = row[j] - largest - rest;
  }
}

void FN(gather_blocks)(int64_t count, int64_t width, const int64_t *starts, const REAL *x, REAL *out) {
  if (width == 1)
    for (int64_t q = 0; q < count; q++) out[q] = x[starts[q]];
  else
    for (int64_t q = 0; q < count; q++) memcpy(out + q * width, x + starts[q], (size_t)width * sizeof(REAL));
}

void FN(scatter_blocks)(int64_t count, int64_t width, const int64_t *starts, const REAL *x, REAL *out) {
  for (int64_t q = 0; q < count; q++)
    for (int64_t j = 0; j < width; j++) out[starts[q] + j] += x[q * width + j];
}

void FN(random_mask)(int64_t first, int64_t last, uint64_t seed, double rate, REAL kept, REAL *out) {
  for (int64_t i = first; i < last; i++)
    out[i] = (double)(sad_splitmix64(seed, (uint64_t)i) >> 11) * 0x1p-53 < rate ? 0 : kept;
}

/* By squares, so that both sides stay in the cache. */
void FN(dense_transpose)(int64_t first, int64_t last, int64_t rows, int64_t columns, const REAL *x, REAL *out) {
  enum { SIDE = 16 };
  for (int64_t i = first; i < last; i += SIDE)
    for (int64_t j = 0; j < columns; j += SIDE)
      for (int64_t p = i; p < last && p < i + SIDE; p++)
        for (int64_t q = j; q < columns && q < j + SIDE; q++) out[q * rows + p] = x[p * columns + q];
}

#undef EACH
#undef ALONG
#undef ZIP

#endif
