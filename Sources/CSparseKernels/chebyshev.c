/* A step of Chebyshev's iteration for A x = b, in one pass over A. */
#ifndef REAL
#define SELF "chebyshev.c"
#include "precisions.h"
#else
#include "stream.h"

INLINE void FN(chebyshev_body)(int32_t first, int32_t last, const int32_t *restrict starts,
                               const int32_t *restrict columns, const REAL *restrict values,
                               const REAL *restrict inverse, const REAL *restrict b, const REAL *restrict x, REAL keep,
                               REAL share, const REAL *before, REAL *step, REAL *restrict out, int level) {
  (void)level;
  int32_t p = starts[first], next = FN(first_fetch)(first, last, starts);
  for (int32_t i = first; i < last; i++) {
    REAL sum = 0;
    int32_t end = starts[i + 1];
    next = FN(fetch)(next, end, columns, values, NULL);
    for (; p < end; p++) sum += values[p] * x[columns[p]];
    REAL d = share * inverse[i] * (b[i] - sum);
    if (keep != 0) d += keep * before[i];
    step[i] = d;
    out[i] = x[i] + d;
  }
}
KERNEL(FN(chebyshev),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
        const REAL *inverse, const REAL *b, const REAL *x, REAL keep, REAL share, const REAL *before, REAL *step,
        REAL *out),
       FN(chebyshev_body), first, last, starts, columns, values, inverse, b, x, keep, share, before, step, out)
#endif
