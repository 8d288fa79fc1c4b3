/* Points of a space as a solver of differential equations combines and compares them. */
#ifndef REAL
#include <tgmath.h>

#define SELF "combine.c"
#include "precisions.h"
#else

/* Four terms at a time, on pieces of the result that stay in the first-level cache from one four to the next: each term
 * is read once. The loops are safe to vectorise because the result is none of the terms. */
#define PIECE 1024
#define EACH(sum)                                   \
  _Pragma("clang loop vectorize(assume_safety)") \
  for (int64_t q = p; q < end; q++) out[q] = sum
#define FROM(first_term)                                                                                     \
  switch (terms - j) {                                                                                       \
  case 1: EACH(first_term); break;                                                                           \
  case 2: EACH(first_term + c[j + 1] * x1[q]); break;                                                        \
  case 3: EACH(first_term + c[j + 1] * x1[q] + c[j + 2] * x2[q]); break;                                     \
  default: EACH(first_term + c[j + 1] * x1[q] + c[j + 2] * x2[q] + c[j + 3] * x3[q]);                        \
  }

INLINE void FN(combine_body)(int64_t first, int64_t last, int32_t terms, const REAL *c, const REAL *const *x, REAL beta,
                             REAL *out, int level) {
  (void)level;
  for (int64_t p = first; p < last; p += PIECE) {
    int64_t end = last - p < PIECE ? last : p + PIECE;
    if (terms == 0)
      for (int64_t q = p; q < end; q++) out[q] = beta == 0 ? 0 : beta * out[q];
    for (int32_t j = 0; j < terms; j += 4) {
      REAL scale = j == 0 ? beta : 1;
      const REAL *x0 = x[j], *x1 = x[j + 1 < terms ? j + 1 : j], *x2 = x[j + 2 < terms ? j + 2 : j],
                 *x3 = x[j + 3 < terms ? j + 3 : j];
      if (scale == 0)
        FROM(c[j] * x0[q])
      else
        FROM(scale * out[q] + c[j] * x0[q])
    }
  }
}
KERNEL(FN(combine),
       (int64_t first, int64_t last, int32_t terms, const REAL *c, const REAL *const *x, REAL beta, REAL *out),
       FN(combine_body), first, last, terms, c, x, beta, out)
#undef PIECE
#undef EACH
#undef FROM

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
#endif
