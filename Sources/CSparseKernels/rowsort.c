/* Sorting the triplets of a row of some length, with vectors. */
#include "rowsort.h"

#include "dispatch.h"

typedef int64_t Lanes __attribute__((vector_size(64), aligned(8), may_alias));

/* Eight keys at a time are compared with every key: each goes to the place that the number of smaller ones says, and no
 * branch depends on the keys. They are distinct, and positive as signed numbers. Lanes past the last key are not used. */
INLINE void rank_sort_body(uint64_t *keys, uint64_t *other, int32_t count, int level) {
  (void)level;
  for (int32_t p = 0; p < count; p += 8) {
    int64_t eight[8] = {0};
    int32_t lanes = count - p < 8 ? count - p : 8;
    __builtin_memcpy(eight, keys + p, (size_t)lanes * sizeof *keys);
    Lanes own = *(const Lanes *)eight, rank = {0};
    for (int32_t q = 0; q < count; q++) {
      int64_t key = (int64_t)keys[q];
      rank -= (Lanes){key, key, key, key, key, key, key, key} < own;
    }
    for (int32_t v = 0; v < lanes; v++) other[rank[v]] = (uint64_t)own[v];
  }
  __builtin_memcpy(keys, other, (size_t)count * sizeof *keys);
}
KERNEL(sad_rank_sort, (uint64_t *keys, uint64_t *other, int32_t count), rank_sort_body, keys, other, count)
