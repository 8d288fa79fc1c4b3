/* Transposing: the pattern, where its entries come from, and values with it. */
#ifndef REAL
#define SELF "transpose.c"
#include <string.h>
#include "precisions.h"
#else

#ifndef RANGES
#define RANGES 256
#define AHEAD 64 /* entries */
#endif

/* Either values or the permutation: a constant in each of the calls below, as `ahead` is. Each stream more that is
 * scattered costs as much as the one before; with `ahead`, the lines of the places to come are fetched, a quarter to nearly
 * a half of the time less where the streams are long. */
INLINE void FN(transpose_body)(int32_t row_count, int32_t column_count, const int32_t *restrict starts,
                               const int32_t *restrict columns, const REAL *restrict values,
                               int32_t *restrict t_starts, int32_t *restrict t_columns, int32_t *restrict permutation,
                               REAL *restrict t_values, void *restrict scratch, bool ahead) {
  int32_t count = starts[row_count];
  /* t_starts[j + 1] counts column j, then it is its next free place, and in the end its end. */
  memset(t_starts, 0, ((size_t)column_count + 1) * sizeof *t_starts);
  for (int32_t p = 0; p < count; p++) t_starts[columns[p] + 1]++;
  offsets(t_starts + 1, column_count);
  if (!scratch) {
    for (int32_t i = 0; i < row_count; i++)
      for (int32_t p = starts[i]; p < starts[i + 1]; p++) {
        int32_t q = t_starts[columns[p] + 1]++;
        if (ahead) {
          FETCH(t_columns, (size_t)q + AHEAD, 1);
          FETCH(t_values, (size_t)q + AHEAD, 1);
        }
        t_columns[q] = i;
        if (values)
          t_values[q] = values[p];
        else
          permutation[q] = p;
      }
    return;
  }
  /* Dealt into ranges of columns first, so that the scatter into columns stays within a cache. */
  REAL *dealt_values = scratch;
  int32_t *dealt_rows = (int32_t *)(dealt_values + (values ? count : 0)), *dealt_columns = dealt_rows + count,
          *dealt_entries = dealt_columns + count;
  int shift = 0;
  while ((column_count - 1) >> shift >= RANGES) shift++;
  int32_t next[RANGES];
  for (int b = 0; b < RANGES; b++) {
    int64_t column = (int64_t)b << shift;
    next[b] = column < column_count ? t_starts[column + 1] : count;
  }
  for (int32_t i = 0; i < row_count; i++)
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) {
      int32_t place = next[columns[p] >> shift]++;
      dealt_rows[place] = i;
      dealt_columns[place] = columns[p];
      if (values)
        dealt_values[place] = values[p];
      else
        dealt_entries[place] = p;
    }
  for (int32_t k = 0; k < count; k++) {
    int32_t q = t_starts[dealt_columns[k] + 1]++;
    t_columns[q] = dealt_rows[k];
    if (values)
      t_values[q] = dealt_values[k];
    else
      permutation[q] = dealt_entries[k];
  }
}

void FN(transpose)(int32_t row_count, int32_t column_count, const int32_t *starts, const int32_t *columns,
                   const REAL *values, int32_t *t_starts, int32_t *t_columns, int32_t *permutation, REAL *t_values,
                   void *scratch) {
  if (values && starts[row_count] > 1 << 17)
    FN(transpose_body)(row_count, column_count, starts, columns, values, t_starts, t_columns, NULL, t_values, scratch,
                       true);
  else if (values)
    FN(transpose_body)(row_count, column_count, starts, columns, values, t_starts, t_columns, NULL, t_values, scratch,
                       false);
  else
    FN(transpose_body)(row_count, column_count, starts, columns, NULL, t_starts, t_columns, permutation, NULL, scratch,
                       false);
}

#endif
