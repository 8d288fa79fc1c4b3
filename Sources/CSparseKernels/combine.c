/* Points of a space as a solver of differential equations combines and compares them. */
#ifndef REAL
#include <tgmath.h>

#define SELF "combine.c"
#include "precisions.h"
#else

/* A piece of the result at a time stays in the first-level cache while the terms are added, so that each array is read
 * once. It is written from a copy, so `out` may be one of the terms. */
#define PIECE 512

INLINE void FN(combine_body)(int64_t first, int64_t last, int32_t terms, const REAL *c, const REAL *const *x, REAL beta,
                             REAL *out, int level) {
  (void)level;
  REAL sum[PIECE];
  for (int64_t p = first; p < last; p += PIECE) {
    int64_t n = last - p < PIECE ? last - p : PIECE;
    if (beta == 0)
      for (int64_t q = 0; q < n; q++) sum[q] = 0;
    else
      for (int64_t q = 0; q < n; q++) sum[q] = beta * out[p + q];
    for (int32_t j = 0; j < terms; j++) {
      const REAL *term = x[j] + p;
      for (int64_t q = 0; q < n; q++) sum[q] += c[j] * term[q];
    }
    for (int64_t q = 0; q < n; q++) out[p + q] = sum[q];
  }
}
KERNEL(FN(combine),
       (int64_t first, int64_t last, int32_t terms, const REAL *c, const REAL *const *x, REAL beta, REAL *out),
       FN(combine_body), first, last, terms, c, x, beta, out)
#undef PIECE

/* One accumulator for each of eight places, so that the sum vectorises without depending on the instruction set. */
INLINE void FN(error_blocks_body)(int64_t first, int64_t last, int64_t n, const REAL *e, const REAL *y, const REAL *z,
                                  double relative, double absolute, double *partial, int level) {
  (void)level;
  for (int64_t block = first; block < last; block++) {
    int64_t begin = block * SAD_DOT_BLOCK, end = begin + SAD_DOT_BLOCK < n ? begin + SAD_DOT_BLOCK : n, p = begin;
    double sum[8] = {0};
    for (; p + 8 <= end; p += 8)
      for (int v = 0; v < 8; v++) {
        double a = fabs((double)y[p + v]), b = fabs((double)z[p + v]);
        double r = (double)e[p + v] / (absolute + relative * (a > b ? a : b));
        sum[v] += r * r;
      }
    for (; p < end; p++) {
      double a = fabs((double)y[p]), b = fabs((double)z[p]);
      double r = (double)e[p] / (absolute + relative * (a > b ? a : b));
      sum[0] += r * r;
    }
    partial[block] = ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
  }
}
KERNEL(FN(error_blocks),
       (int64_t first, int64_t last, int64_t n, const REAL *e, const REAL *y, const REAL *z, double relative,
        double absolute, double *partial),
       FN(error_blocks_body), first, last, n, e, y, z, relative, absolute, partial)

INLINE void FN(mask_changes_body)(int64_t n, const REAL *a, const REAL *b, int64_t *changes, int level) {
  (void)level;
  int64_t count = 0;
  for (int64_t p = 0; p < n; p++) count += (a[p] > 0) != (b[p] > 0);
  *changes = count;
}
KERNEL(FN(mask_changes), (int64_t n, const REAL *a, const REAL *b, int64_t *changes), FN(mask_changes_body), n, a, b,
       changes)
#endif
