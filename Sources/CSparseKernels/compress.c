/* Triplets to compressed rows, values and all, where the map from triplets to entries is not wanted.
 *
 * The triplets are dealt into ranges of rows so small that one range fits the second-level cache; each is then sorted
 * there, and the rows are written one after the other. Memory is read and written in order throughout. (With the map,
 * sad_compress has to write one number a triplet all over memory.)
 */
#ifndef REAL
#define SELF "compress.c"
#include "rowsort.h"
#include "precisions.h"
#else

#ifndef RANGE
#define RANGE (1 << 14) /* triplets in a range, about */

/* log2 of the rows in a range */
static inline int range_shift(int64_t count, int32_t row_count) {
  int64_t ranges = count < 2 * RANGE ? 1 : count / RANGE + 1;
  if (ranges > 1024) ranges = 1024;
  int shift = 0;
  while (((int64_t)row_count >> shift) >= (ranges == 1 ? 1 : ranges + 1)) shift++;
  return shift;
}
#endif

size_t FN(compress_scratch)(int64_t count, int32_t row_count) {
  int64_t ranges = ((int64_t)row_count >> range_shift(count, row_count)) + 2;
  return (size_t)count * (2 * sizeof(int32_t) + sizeof(REAL)) + (size_t)ranges * sizeof(int64_t) + 64;
}

/* The longest range, for which `keys` must have room twice. */
int64_t FN(deal)(int64_t count, const int32_t *rows, const int32_t *columns, const REAL *values, int32_t row_count,
                 void *scratch) {
  int shift = range_shift(count, row_count);
  int64_t ranges = ((int64_t)row_count >> shift) + 1, *ends = scratch, longest = 0;
  if (ranges == 1) return ends[0] = count; /* gather_rows then reads the triplets where they are */
  REAL *to_values = (REAL *)(ends + ranges + 1);
  int32_t *to_rows = (int32_t *)(to_values + count), *to_columns = to_rows + count;
  memset(ends, 0, (size_t)(ranges + 1) * sizeof *ends);
  for (int64_t k = 0; k < count; k++) ends[(rows[k] >> shift) + 1]++;
  for (int64_t b = 0; b < ranges; b++) {
    longest = ends[b + 1] > longest ? ends[b + 1] : longest;
    ends[b + 1] += ends[b];
  }
  for (int64_t k = 0; k < count; k++) {
    int64_t place = ends[rows[k] >> shift]++;
    to_rows[place] = rows[k];
    to_columns[place] = columns[k];
    to_values[place] = values[k];
  }
  return longest;
}

/* The triplets by columns and then by rows, both in their order, so that a row's are sorted and its duplicates meet: two
 * scatters that stay within the caches. */
static int64_t FN(sort_twice)(int64_t count, const int32_t *rows, const int32_t *columns, const REAL *values,
                              int32_t row_count, int32_t column_count, REAL *by_column, int32_t *starts,
                              int32_t *out_columns, REAL *out_values) {
  int32_t *rows_by_column = (int32_t *)(by_column + count), *next = rows_by_column + count;
  memset(next, 0, (size_t)column_count * sizeof *next);
  for (int64_t k = 0; k < count; k++) {
    next[columns[k]]++;
    starts[rows[k]]++;
  }
  offsets(next, column_count);
  offsets(starts, row_count);
  for (int64_t k = 0; k < count; k++) {
    int32_t place = next[columns[k]]++;
    rows_by_column[place] = rows[k];
    by_column[place] = values[k];
  }
  for (int32_t j = 0, p = 0; j < column_count; j++)
    for (; p < next[j]; p++) {
      int32_t q = starts[rows_by_column[p]]++;
      out_columns[q] = j;
      out_values[q] = by_column[p];
    }
  int32_t entries = 0, from = 0;
  for (int32_t i = 0; i < row_count; i++) {
    int32_t to = starts[i], previous = -1;
    starts[i] = entries;
    for (; from < to; from++) {
      int32_t column = out_columns[from];
      REAL value = out_values[from];
      bool starts_entry = column != previous;
      entries += starts_entry;
      out_columns[entries - 1] = previous = column;
      out_values[entries - 1] = starts_entry ? value : out_values[entries - 1] + value;
    }
  }
  starts[row_count] = entries;
  return entries;
}

int64_t FN(gather_rows)(int64_t count, const int32_t *rows, const int32_t *columns, const REAL *values,
                        int32_t row_count, int32_t column_count, int64_t longest, void *scratch, uint64_t *keys,
                        int32_t *starts, int32_t *out_columns, REAL *out_values) {
  int shift = range_shift(count, row_count);
  int64_t ranges = ((int64_t)row_count >> shift) + 1, begin = 0;
  const int64_t *ends = scratch;
  if (ranges > 1) {
    values = (const REAL *)(ends + ranges + 1);
    rows = (const int32_t *)(values + count);
    columns = rows + count;
  }
  int32_t entries = 0;
  memset(starts, 0, ((size_t)row_count + 1) * sizeof *starts);
  if (ranges == 1 && column_count <= count)
    return FN(sort_twice)(count, rows, columns, values, row_count, column_count, (REAL *)((int64_t *)scratch + 2),
                          starts, out_columns, out_values);
  for (int64_t b = 0; b < ranges; b++) {
    int64_t end = ends[b];
    int32_t first = (int32_t)(b << shift);
    int64_t past = (b + 1) << shift;
    int32_t last = past < row_count ? (int32_t)past : row_count;
    /* Counting sort by rows within the range: starts[i] is the next free place of row i, in the end its end. */
    for (int64_t k = begin; k < end; k++) starts[rows[k]]++;
    offsets(starts + first, last - first);
    for (int64_t k = begin; k < end; k++)
      keys[starts[rows[k]]++] = (uint64_t)(uint32_t)columns[k] << 32 | (uint64_t)(k - begin);
    int32_t from = 0;
    for (int32_t i = first; i < last; i++) {
      int32_t to = starts[i];
      sort_row(keys + from, keys + longest, to - from, column_count);
      starts[i] = entries;
      int32_t previous = -1;
      for (int32_t p = from; p < to; p++) {
        int32_t column = (int32_t)(keys[p] >> 32);
        REAL value = values[begin + (int64_t)(uint32_t)keys[p]];
        bool starts_entry = column != previous;
        entries += starts_entry;
        out_columns[entries - 1] = previous = column;
        out_values[entries - 1] = starts_entry ? value : out_values[entries - 1] + value;
      }
      from = to;
    }
    begin = end;
  }
  starts[row_count] = entries;
  return entries;
}

#endif
