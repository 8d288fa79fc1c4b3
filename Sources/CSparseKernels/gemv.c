/* Sparse matrix times dense vector, and the two halves of its derivative. */
#ifndef REAL
#define SELF "gemv.c"
#include "precisions.h"
#else
#include "stream.h"

/* One sum a row, in the order of the entries: the bits are then those of the scatter below as well. Several sums a row
 * gained nothing, gather instructions lost. */
INLINE void FN(gemv_body)(int32_t first, int32_t last, const int32_t *restrict starts, const int32_t *restrict columns,
                          const REAL *restrict values, REAL alpha, const REAL *restrict x, REAL beta, const REAL *y,
                          REAL *out, int level) {
  (void)level;
  int32_t p = starts[first], next = FN(first_fetch)(first, last, starts);
  for (int32_t i = first; i < last; i++) {
    REAL sum = 0;
    int32_t end = starts[i + 1];
    next = FN(fetch)(next, end, columns, values, NULL);
    for (; p < end; p++) sum += values[p] * x[columns[p]];
    out[i] = beta == 0 ? alpha * sum : alpha * sum + beta * y[i];
  }
}
KERNEL(FN(gemv),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values, REAL alpha,
        const REAL *x, REAL beta, const REAL *y, REAL *out),
       FN(gemv_body), first, last, starts, columns, values, alpha, x, beta, y, out)

INLINE void FN(gemv_scatter_body)(int32_t first, int32_t last, const int32_t *restrict starts,
                                  const int32_t *restrict columns, const REAL *restrict values,
                                  const REAL *restrict x, REAL *restrict sum, int level) {
  (void)level;
  int32_t p = starts[first], next = FN(first_fetch)(first, last, starts);
  for (int32_t i = first; i < last; i++) {
    REAL xi = x[i];
    int32_t end = starts[i + 1];
    next = FN(fetch)(next, end, columns, values, NULL);
    NOT_UNROLLED for (; p < end; p++) sum[columns[p]] += values[p] * xi;
  }
}
KERNEL(FN(gemv_scatter),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values, const REAL *x,
        REAL *sum),
       FN(gemv_scatter_body), first, last, starts, columns, values, x, sum)

INLINE void FN(outer_body)(int32_t first, int32_t last, const int32_t *restrict starts,
                           const int32_t *restrict columns, REAL alpha, const REAL *restrict g, const REAL *restrict x,
                           REAL *restrict out, int level) {
  (void)level;
  int32_t p = starts[first], next = FN(first_fetch)(first, last, starts);
  for (int32_t i = first; i < last; i++) {
    REAL gi = alpha * g[i];
    int32_t end = starts[i + 1];
    next = FN(fetch)(next, end, columns, NULL, out);
    for (; p < end; p++) out[p] = gi * x[columns[p]];
  }
}
KERNEL(FN(outer),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, REAL alpha, const REAL *g,
        const REAL *x, REAL *out),
       FN(outer_body), first, last, starts, columns, alpha, g, x, out)

INLINE void FN(gemv_backward_body)(int32_t first, int32_t last, const int32_t *restrict starts,
                                   const int32_t *restrict columns, const REAL *restrict values, REAL alpha,
                                   const REAL *restrict g, const REAL *restrict x, REAL *restrict out,
                                   REAL *restrict sum, int level) {
  (void)level;
  int32_t p = starts[first], next = FN(first_fetch)(first, last, starts);
  for (int32_t i = first; i < last; i++) {
    REAL gi = g[i], scaled = alpha * gi;
    int32_t end = starts[i + 1];
    next = FN(fetch)(next, end, columns, values, out);
    NOT_UNROLLED for (; p < end; p++) {
      int32_t j = columns[p];
      out[p] = scaled * x[j];
      sum[j] += values[p] * gi;
    }
  }
}
KERNEL(FN(gemv_backward),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values, REAL alpha,
        const REAL *g, const REAL *x, REAL *out, REAL *sum),
       FN(gemv_backward_body), first, last, starts, columns, values, alpha, g, x, out, sum)

#endif
