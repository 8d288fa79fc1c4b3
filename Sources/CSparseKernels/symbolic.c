/* The pattern of a product of two sparse matrices.
 *
 * A row of the product is collected in a bitmap of its columns, with a second bitmap that says which words of the first
 * are not zero. Setting bits needs no test and no sorting, and reading them back gives the columns in order, also for
 * rows of thousands of entries; both bitmaps are cleared as they are read.
 */
#include "dispatch.h"

#include <string.h>

typedef struct {
  uint64_t *words, *used;     /* bit j of words: column j;  bit w of used: words[w] is not zero */
  int32_t first, last;        /* the range of `used` that may be set */
} Bitmap;

static int64_t word_count(int32_t columns) { return ((int64_t)columns + 63) / 64; }

size_t sad_product_scratch(int32_t columns) {
  int64_t words = word_count(columns);
  return (size_t)(words + (words + 63) / 64 + 1) * sizeof(uint64_t);
}

INLINE Bitmap bitmap(int32_t columns, void *scratch) {
  return (Bitmap){scratch, (uint64_t *)scratch + word_count(columns), INT32_MAX, -1};
}

/* Sets the bits of one sorted row; neighbours in one word are put together first. */
INLINE void set_row(Bitmap *map, const int32_t *columns, int32_t q, int32_t end) {
  if (q == end) return;
  int32_t first = columns[q] >> 12, last = columns[end - 1] >> 12;
  if (first < map->first) map->first = first;
  if (last > map->last) map->last = last;
  while (q < end) {
    int32_t word = columns[q] >> 6;
    uint64_t bits = 1ull << (columns[q] & 63);
    for (q++; q < end && columns[q] >> 6 == word; q++) bits |= 1ull << (columns[q] & 63);
    map->words[word] |= bits;
    map->used[word >> 6] |= 1ull << (word & 63);
  }
}

/* True where some row of B that row i of A meets holds every column, so that the row of the product does. */
INLINE bool meets_full_row(int32_t p, int32_t end, const int32_t *a_columns, const int32_t *b_starts, int32_t columns) {
  for (; p < end; p++)
    if (b_starts[a_columns[p] + 1] - b_starts[a_columns[p]] == columns) return true;
  return false;
}

INLINE void product_count_body(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                               const int32_t *b_starts, const int32_t *b_columns, int32_t column_count,
                               int32_t *counts, void *scratch, int level) {
  (void)level;
  for (int32_t i = first; i < last; i++) {
    if (meets_full_row(a_starts[i], a_starts[i + 1], a_columns, b_starts, column_count)) {
      counts[i] = column_count;
      continue;
    }
    Bitmap map = bitmap(column_count, scratch);
    for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++)
      set_row(&map, b_columns, b_starts[a_columns[p]], b_starts[a_columns[p] + 1]);
    int32_t count = 0;
    for (int32_t u = map.first; u <= map.last; u++) {
      for (uint64_t used = map.used[u]; used; used &= used - 1) {
        int32_t word = u * 64 + __builtin_ctzll(used);
        count += __builtin_popcountll(map.words[word]);
        map.words[word] = 0;
      }
      map.used[u] = 0;
    }
    counts[i] = count;
  }
}
KERNEL(sad_product_count,
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts,
        const int32_t *b_columns, int32_t column_count, int32_t *counts, void *scratch),
       product_count_body, first, last, a_starts, a_columns, b_starts, b_columns, column_count, counts, scratch)

INLINE void product_columns_body(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                                 const int32_t *b_starts, const int32_t *b_columns, int32_t column_count,
                                 const int32_t *c_starts, int32_t *c_columns, void *scratch, int level) {
  (void)level;
  for (int32_t i = first; i < last; i++) {
    int32_t *out = c_columns + c_starts[i];
    if (meets_full_row(a_starts[i], a_starts[i + 1], a_columns, b_starts, column_count)) {
      for (int32_t j = 0; j < column_count; j++) out[j] = j;
      continue;
    }
    Bitmap map = bitmap(column_count, scratch);
    for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++)
      set_row(&map, b_columns, b_starts[a_columns[p]], b_starts[a_columns[p] + 1]);
    for (int32_t u = map.first; u <= map.last; u++) {
      for (uint64_t used = map.used[u]; used; used &= used - 1) {
        int32_t word = u * 64 + __builtin_ctzll(used);
        for (uint64_t bits = map.words[word]; bits; bits &= bits - 1) *out++ = word * 64 + __builtin_ctzll(bits);
        map.words[word] = 0;
      }
      map.used[u] = 0;
    }
  }
}
KERNEL(sad_product_columns,
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts,
        const int32_t *b_columns, int32_t column_count, const int32_t *c_starts, int32_t *c_columns, void *scratch),
       product_columns_body, first, last, a_starts, a_columns, b_starts, b_columns, column_count, c_starts, c_columns,
       scratch)

int64_t sad_product_work(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                         const int32_t *b_starts) {
  int64_t work = 0;
  for (int32_t p = a_starts[first]; p < a_starts[last]; p++) work += b_starts[a_columns[p] + 1] - b_starts[a_columns[p]];
  return work;
}
