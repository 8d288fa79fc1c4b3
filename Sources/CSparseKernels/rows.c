/* Rows and columns of a sparse matrix: their sums, its diagonal, its products with dense ones place by place. */
#ifndef REAL
#define SELF "rows.c"
#include "precisions.h"
#else

#include <string.h>

/* The two kernels below add the same terms in the same order, one as a gather over the transposed pattern and one as a
 * scatter over the pattern itself: their bits are the same. The product is a statement of its own, so that neither is
 * fused where the other is not. */
INLINE void FN(row_sums_body)(int32_t first, int32_t last, const int32_t *restrict starts,
                              const int32_t *restrict columns, const int32_t *restrict permutation,
                              const REAL *restrict a, const REAL *restrict b, const REAL *restrict x,
                              REAL *restrict out, int level) {
  (void)level;
  for (int32_t i = first; i < last; i++) {
    REAL sum = 0;
    for (int32_t q = starts[i]; q < starts[i + 1]; q++) {
      int32_t p = permutation ? permutation[q] : q;
      REAL term = a[p];
      if (b) term *= b[p];
      if (x) term *= x[columns[q]];
      sum += term;
    }
    out[i] = sum;
  }
}
KERNEL(FN(row_sums),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const int32_t *permutation,
        const REAL *a, const REAL *b, const REAL *x, REAL *out),
       FN(row_sums_body), first, last, starts, columns, permutation, a, b, x, out)

void FN(column_sums)(int32_t first, int32_t last, const int32_t *restrict starts, const int32_t *restrict columns,
                     const REAL *restrict a, const REAL *restrict b, const REAL *restrict x, REAL *restrict sum) {
  for (int32_t i = first; i < last; i++)
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) {
      REAL term = a[p];
      if (b) term *= b[p];
      if (x) term *= x[i];
      sum[columns[p]] += term;
    }
}

void FN(spread_rows)(int32_t first, int32_t last, const int32_t *restrict starts, const REAL *restrict g,
                     REAL *restrict out) {
  for (int32_t i = first; i < last; i++)
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) out[p] = g[i];
}

/* As dot_blocks. */
INLINE void FN(sum_blocks_body)(int64_t first, int64_t last, int64_t n, const REAL *a, double *partial, int level) {
  (void)level;
  for (int64_t block = first; block < last; block++) {
    int64_t p = block * SAD_DOT_BLOCK, end = p + SAD_DOT_BLOCK < n ? p + SAD_DOT_BLOCK : n;
    double sum[16] = {0}, total = 0;
    for (; p + 16 <= end; p += 16)
      for (int q = 0; q < 16; q++) sum[q] += (double)a[p + q];
    for (; p < end; p++) total += (double)a[p];
    for (int q = 0; q < 16; q++) total += sum[q];
    partial[block] = total;
  }
}
KERNEL(FN(sum_blocks), (int64_t first, int64_t last, int64_t n, const REAL *a, double *partial), FN(sum_blocks_body),
       first, last, n, a, partial)

/* The entry (i, i), or the end of row i where it is not stored. */
INLINE int32_t FN(diagonal_entry)(int32_t i, const int32_t *starts, const int32_t *columns) {
  int32_t low = starts[i], high = starts[i + 1], end = high;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (columns[middle] < i)
      low = middle + 1;
    else
      high = middle;
  }
  return low < end && columns[low] == i ? low : end;
}

void FN(diagonal)(int32_t first, int32_t last, const int32_t *restrict starts, const int32_t *restrict columns,
                  const REAL *restrict values, REAL *restrict out) {
  for (int32_t i = first; i < last; i++) {
    int32_t p = FN(diagonal_entry)(i, starts, columns);
    out[i] = p < starts[i + 1] ? values[p] : 0;
  }
}

void FN(set_diagonal)(int32_t first, int32_t last, const int32_t *restrict starts, const int32_t *restrict columns,
                      const REAL *restrict d, REAL *restrict out) {
  for (int32_t i = first; i < last; i++) {
    int32_t p = FN(diagonal_entry)(i, starts, columns);
    if (p < starts[i + 1]) out[p] = d[i];
  }
}

void FN(hadamard)(int32_t first, int32_t last, REAL alpha, const int32_t *restrict a_starts,
                  const int32_t *restrict a_columns, const REAL *restrict a_values, const int32_t *restrict b_starts,
                  const int32_t *restrict b_columns, const REAL *restrict b_values, const int32_t *restrict c_starts,
                  const int32_t *restrict c_columns, REAL *restrict c_values) {
  for (int32_t i = first; i < last; i++) {
    int32_t p = a_starts[i], p_end = a_starts[i + 1], q = b_starts[i], q_end = b_starts[i + 1];
    for (int32_t r = c_starts[i]; r < c_starts[i + 1]; r++) {
      int32_t j = c_columns[r];
      while (p < p_end && a_columns[p] < j) p++;
      while (q < q_end && b_columns[q] < j) q++;
      bool both = p < p_end && q < q_end && a_columns[p] == j && b_columns[q] == j;
      c_values[r] = both ? alpha * a_values[p] * b_values[q] : 0;
    }
  }
}

INLINE void FN(dense_gather_body)(int32_t first, int32_t last, const int32_t *restrict starts,
                                  const int32_t *restrict columns, REAL alpha, const REAL *restrict scale,
                                  const REAL *restrict dense, int64_t k, REAL *restrict out, int level) {
  (void)level;
  for (int32_t i = first; i < last; i++) {
    const REAL *row = dense + i * k;
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) {
      REAL value = alpha * row[columns[p]];
      out[p] = scale ? scale[p] * value : value;
    }
  }
}
KERNEL(FN(dense_gather),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, REAL alpha, const REAL *scale,
        const REAL *dense, int64_t k, REAL *out),
       FN(dense_gather_body), first, last, starts, columns, alpha, scale, dense, k, out)

void FN(dense_scatter)(int32_t first, int32_t last, const int32_t *restrict starts, const int32_t *restrict columns,
                       const REAL *restrict values, int64_t k, REAL *restrict dense) {
  for (int32_t i = first; i < last; i++) {
    REAL *row = dense + i * k;
    memset(row, 0, (size_t)k * sizeof *row);
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) row[columns[p]] = values[p];
  }
}

void FN(permute)(int64_t n, const int32_t *restrict index, const REAL *restrict a, REAL *restrict out) {
  for (int64_t q = 0; q < n; q++) out[index[q]] = a[q];
}

#endif
