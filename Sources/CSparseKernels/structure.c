/* Patterns: checking, building, transposing, merging. */
#include "rowsort.h"

#include <string.h>

int64_t sad_first_bad_triplet(int64_t count, const int32_t *rows, const int32_t *columns, int32_t row_count,
                              int32_t column_count) {
  for (int64_t k = 0; k < count; k++)
    if ((uint32_t)rows[k] >= (uint32_t)row_count || (uint32_t)columns[k] >= (uint32_t)column_count) return k;
  return -1;
}

int64_t sad_check_pattern(int32_t row_count, int32_t column_count, const int32_t *starts, const int32_t *columns,
                          int32_t *kind, int64_t *entry) {
  /* All offsets first: only then is it safe to follow them. */
  for (int32_t i = 0; i < row_count; i++)
    if (starts[i] > starts[i + 1]) {
      *kind = 1;
      *entry = starts[i];
      return i;
    }
  for (int32_t i = 0; i < row_count; i++) {
    int32_t previous = -1;
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) {
      int32_t j = columns[p];
      if (j < 0 || j >= column_count || j <= previous) {
        *kind = j < 0 || j >= column_count ? 2 : 3;
        *entry = p;
        return i;
      }
      previous = j;
    }
  }
  return -1;
}

/* ---- triplets to rows ----
 *
 * A triplet becomes the key (column << 32 | its number): sorting the keys of a row sorts its columns and keeps the
 * triplets of one place in their order. Large inputs are first dealt into BUCKETS ranges of rows, so that the scatter
 * into rows stays within the second-level cache; that is what makes this faster than a plain counting sort. */

enum { BUCKETS = 256, DIRECT = 1 << 17 };

size_t sad_compress_scratch(int64_t count) {
  return (size_t)count * (2 * sizeof(uint64_t) + sizeof(int32_t)) + 64;
}

int64_t sad_compress(int64_t count, const int32_t *rows, const int32_t *columns, int32_t row_count,
                     int32_t column_count, int32_t *starts, int32_t *out_columns, int32_t *entry_of_triplet,
                     void *scratch) {
  uint64_t *keys = scratch, *dealt = keys + count;
  int32_t *dealt_rows = (int32_t *)(dealt + count);
  memset(starts, 0, ((size_t)row_count + 1) * sizeof *starts);
  for (int64_t k = 0; k < count; k++) starts[rows[k] + 1]++;
  for (int32_t i = 0; i < row_count; i++) starts[i + 1] += starts[i];

  /* From here on starts[i] is the next free place of row i; in the end, that is the end of the row. */
  if (count < DIRECT || row_count < 2 * BUCKETS) {
    for (int64_t k = 0; k < count; k++) keys[starts[rows[k]]++] = (uint64_t)columns[k] << 32 | (uint64_t)k;
  } else {
    int shift = 0;
    while ((row_count - 1) >> shift >= BUCKETS) shift++;
    int32_t next[BUCKETS];
    for (int b = 0; b < BUCKETS; b++) {
      int64_t row = (int64_t)b << shift;
      next[b] = starts[row < row_count ? row : row_count];
    }
    for (int64_t k = 0; k < count; k++) {
      int32_t place = next[rows[k] >> shift]++;
      dealt[place] = (uint64_t)columns[k] << 32 | (uint64_t)k;
      dealt_rows[place] = rows[k];
    }
    for (int64_t k = 0; k < count; k++) keys[starts[dealt_rows[k]]++] = dealt[k];
  }

  int32_t begin = 0, entries = 0;
  for (int32_t i = 0; i < row_count; i++) {
    int32_t end = starts[i], length = end - begin;
    sort_row(keys + begin, dealt + begin, length, column_count);
    starts[i] = entries;
    int32_t previous = -1;
    for (int32_t p = begin; p < end; p++) {
      int32_t column = (int32_t)(keys[p] >> 32);
      if (column != previous) out_columns[entries++] = previous = column;
      entry_of_triplet[(uint32_t)keys[p]] = entries - 1;
    }
    begin = end;
  }
  starts[row_count] = entries;
  return entries;
}

void sad_union(int32_t first, int32_t last, const int32_t *restrict a_starts, const int32_t *restrict a_columns,
               const int32_t *restrict b_starts, const int32_t *restrict b_columns, int32_t *c_starts,
               int32_t *restrict c_columns) {
  for (int32_t i = first; i < last; i++) {
    int32_t p = a_starts[i], p_end = a_starts[i + 1], q = b_starts[i], q_end = b_starts[i + 1];
    int32_t r = c_columns ? c_starts[i] : 0;
    while (p < p_end && q < q_end) {
      int32_t ja = a_columns[p], jb = b_columns[q];
      if (c_columns) c_columns[r] = ja < jb ? ja : jb;
      r++;
      p += ja <= jb;
      q += jb <= ja;
    }
    if (c_columns) {
      memcpy(c_columns + r, a_columns + p, (size_t)(p_end - p) * sizeof *c_columns);
      memcpy(c_columns + r + (p_end - p), b_columns + q, (size_t)(q_end - q) * sizeof *c_columns);
    } else {
      c_starts[i + 1] = r + (p_end - p) + (q_end - q);
    }
  }
}

void sad_intersection(int32_t first, int32_t last, const int32_t *restrict a_starts, const int32_t *restrict a_columns,
                      const int32_t *restrict b_starts, const int32_t *restrict b_columns, int32_t *c_starts,
                      int32_t *restrict c_columns) {
  for (int32_t i = first; i < last; i++) {
    int32_t p = a_starts[i], p_end = a_starts[i + 1], q = b_starts[i], q_end = b_starts[i + 1];
    int32_t r = c_columns ? c_starts[i] : 0;
    while (p < p_end && q < q_end) {
      int32_t ja = a_columns[p], jb = b_columns[q];
      if (ja == jb) {
        if (c_columns) c_columns[r] = ja;
        r++;
      }
      p += ja <= jb;
      q += jb <= ja;
    }
    if (!c_columns) c_starts[i + 1] = r;
  }
}

void sad_locate(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                const int32_t *c_starts, const int32_t *c_columns, int32_t *position) {
  for (int32_t i = first; i < last; i++) {
    int32_t q = c_starts[i], q_end = c_starts[i + 1];
    for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++) {
      while (q < q_end && c_columns[q] < a_columns[p]) q++;
      position[p] = q < q_end && c_columns[q] == a_columns[p] ? q : -1;
    }
  }
}
