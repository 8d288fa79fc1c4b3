/* Sorting the triplets of one row. A key is a column in the upper and a number in the lower half of 64 bits. */
#ifndef SPARSEAD_ROWSORT_H
#define SPARSEAD_ROWSORT_H

#include "CSparseKernels.h"

#include <string.h>

/* Each key goes to the place that the number of smaller ones says: no branch depends on the keys, which are distinct. */
static inline void rank_sort(uint64_t *restrict keys, uint64_t *restrict other, int32_t count) {
  for (int32_t p = 0; p < count; p++) {
    uint64_t key = keys[p];
    int32_t rank = 0;
    for (int32_t q = 0; q < count; q++) rank += keys[q] < key;
    other[rank] = key;
  }
  for (int32_t p = 0; p < count; p++) keys[p] = other[p];
}
/* The same with the widest vectors of the machine. */
void sad_rank_sort(uint64_t *keys, uint64_t *other, int32_t count);

/* By the columns' bytes, least significant first; stable, so the numbers need no pass of their own. */
static inline void radix_sort(uint64_t *keys, uint64_t *other, int32_t count, int32_t column_count) {
  for (int shift = 32; shift < 64 && ((int64_t)(column_count - 1) >> (shift - 32)) > 0; shift += 8) {
    int32_t starts[257] = {0};
    for (int32_t p = 0; p < count; p++) starts[(keys[p] >> shift & 255) + 1]++;
    for (int d = 0; d < 256; d++) starts[d + 1] += starts[d];
    for (int32_t p = 0; p < count; p++) other[starts[keys[p] >> shift & 255]++] = keys[p];
    memcpy(keys, other, (size_t)count * sizeof *keys);
  }
}

static inline bool is_sorted(const uint64_t *keys, int32_t count) {
  for (int32_t p = 1; p < count; p++)
    if (keys[p - 1] > keys[p]) return false;
  return true;
}

/* Sorts keys whose numbers increase already; `other` is work space as long. */
static inline void sort_row(uint64_t *keys, uint64_t *other, int32_t count, int32_t column_count) {
  if (count <= 12)
    rank_sort(keys, other, count);
  else if (is_sorted(keys, count))
    return;
  else if (count <= 64)
    sad_rank_sort(keys, other, count);
  else
    radix_sort(keys, other, count, column_count);
}

#endif
