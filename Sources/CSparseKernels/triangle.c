/* Solves with a triangle of a sparse matrix, in place. */
#ifndef REAL
#include <math.h>

#define SELF "triangle.c"
#include "precisions.h"
#else

/* x[to] -= value x[from], rows of k. */
INLINE void FN(eliminate)(int64_t k, REAL value, REAL *x, int64_t to, int64_t from) {
  for (int64_t c = 0; c < k; c++) x[to * k + c] -= value * x[from * k + c];
}

/* Entries beside the diagonal and the diagonal's own of one row, which are sorted by column: a triangle's are at one end. */
INLINE void FN(solve_triangle_body)(int32_t rows, const int32_t *starts, const int32_t *columns, const REAL *values,
                                    bool lower, bool unit, bool transpose, int64_t k, REAL *x, int level) {
  (void)level;
  const bool ascending = lower != transpose;
  for (int32_t step = 0; step < rows; step++) {
    const int32_t i = ascending ? step : rows - 1 - step;
    int32_t first = starts[i], last = starts[i + 1], pivot;
    if (lower) {
      pivot = last;
      while (pivot > first && columns[pivot - 1] > i) pivot--;
      pivot--;
      last = pivot + (pivot < first || columns[pivot] != i);
    } else {
      pivot = first;
      while (pivot < last && columns[pivot] < i) pivot++;
      first = pivot + (pivot < last && columns[pivot] == i);
    }
    if (transpose) {
      if (!unit)
        for (int64_t c = 0; c < k; c++) x[i * k + c] /= values[pivot];
      if (k == 1)
        for (int32_t q = first; q < last; q++) x[columns[q]] -= values[q] * x[i];
      else
        for (int32_t q = first; q < last; q++) FN(eliminate)(k, values[q], x, columns[q], i);
    } else {
      if (k == 1) {
        REAL sum = x[i];
        for (int32_t q = first; q < last; q++) sum -= values[q] * x[columns[q]];
        x[i] = sum;
      } else {
        for (int32_t q = first; q < last; q++) FN(eliminate)(k, values[q], x, i, columns[q]);
      }
      if (!unit)
        for (int64_t c = 0; c < k; c++) x[i * k + c] /= values[pivot];
    }
  }
}
KERNEL(FN(solve_triangle),
       (int32_t rows, const int32_t *starts, const int32_t *columns, const REAL *values, bool lower, bool unit,
        bool transpose, int64_t k, REAL *x),
       FN(solve_triangle_body), rows, starts, columns, values, lower, unit, transpose, k, x)

/* Row i of L from the rows above: L_ij = (A_ij - <L_i, L_j>) / L_jj, only where A has entries. `row` is the dense row i. */
int32_t FN(incomplete_cholesky)(int32_t rows, const int32_t *starts, const int32_t *columns, REAL *values, REAL *row) {
  for (int32_t i = 0; i < rows; i++) {
    const int32_t first = starts[i], end = starts[i + 1] - 1;
    if (end < first || columns[end] != i) return i;
    REAL pivot = values[end];
    for (int32_t p = first; p < end; p++) {
      const int32_t j = columns[p], j_end = starts[j + 1] - 1;
      REAL sum = values[p];
      for (int32_t q = starts[j]; q < j_end; q++) sum -= values[q] * row[columns[q]];
      values[p] = row[j] = sum / values[j_end];
      pivot -= values[p] * values[p];
    }
    for (int32_t p = first; p < end; p++) row[columns[p]] = 0;
    if (!(pivot > 0)) return i;
    values[end] = (REAL)sqrt((double)pivot);
  }
  return -1;
}

/* Row i minus multiples of the rows above, only where A has entries. `place` says where in row i a column is, or -1. */
int32_t FN(incomplete_lu)(int32_t rows, const int32_t *starts, const int32_t *columns, REAL *values,
                          int32_t *diagonal, int32_t *place) {
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) place[columns[p]] = p;
    int32_t p = starts[i];
    for (; p < starts[i + 1] && columns[p] < i; p++) {
      const int32_t k = columns[p];
      const REAL factor = values[p] /= values[diagonal[k]];
      for (int32_t q = diagonal[k] + 1; q < starts[k + 1]; q++)
        if (place[columns[q]] >= 0) values[place[columns[q]]] -= factor * values[q];
    }
    for (int32_t q = starts[i]; q < starts[i + 1]; q++) place[columns[q]] = -1;
    if (p == starts[i + 1] || columns[p] != i || values[p] == 0) return i;
    diagonal[i] = p;
  }
  return -1;
}
#endif
