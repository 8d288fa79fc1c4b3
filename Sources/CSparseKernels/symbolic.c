/* The pattern of a product of two sparse matrices.
 *
 * A row of the product is collected in a bitmap of its columns, with a second bitmap that says which words of the first
 * are not zero. Setting bits needs no test and no sorting, and reading them back gives the columns in order, also for
 * rows of thousands of entries; both bitmaps are cleared as they are read. Where B's columns come in runs, its rows are
 * first packed into words, and one operation sets a whole run. No branch here depends on single entries.
 */
#include "dispatch.h"

static int64_t word_count(int32_t columns) { return ((int64_t)columns + 63) / 64; }

size_t sad_product_scratch(int32_t columns) {
  int64_t words = word_count(columns);
  return (size_t)(words + (words + 63) / 64 + 1) * sizeof(uint64_t);
}

int64_t sad_packed_count(int32_t rows, const int32_t *starts, const int32_t *columns) {
  int64_t count = 0;
  for (int32_t i = 0; i < rows; i++)
    for (int32_t q = starts[i], word = -1; q < starts[i + 1]; q++) {
      count += columns[q] >> 6 != word;
      word = columns[q] >> 6;
    }
  return count;
}

void sad_pack(int32_t rows, const int32_t *starts, const int32_t *columns, int32_t *packed_starts, int32_t *words,
              uint64_t *bits) {
  int32_t w = -1;
  packed_starts[0] = 0;
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t q = starts[i], word = -1; q < starts[i + 1]; q++) {
      if (columns[q] >> 6 != word) {
        words[++w] = word = columns[q] >> 6;
        bits[w] = 0;
      }
      bits[w] |= 1ull << (columns[q] & 63);
    }
    packed_starts[i + 1] = w + 1;
  }
}

typedef struct {
  uint64_t *words, *used;     /* bit j of words: column j;  bit w of used: words[w] is not zero */
  int32_t first, last;        /* the range of `used` that may be set */
} Bitmap;

/* The bits of row i of A B. `bits` is NULL where B is not packed: then `items` are its columns, else its words. */
INLINE Bitmap collect(int32_t i, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts,
                      const int32_t *items, const uint64_t *bits, int32_t column_count, int32_t stop, void *scratch) {
  Bitmap map = {scratch, (uint64_t *)scratch + word_count(column_count), INT32_MAX, -1};
  int shift = bits ? 6 : 12; /* from an item to its word of `used` */
  for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++) {
    if (6 < stop - p) {
      int32_t next = b_starts[a_columns[p + 6]];
      __builtin_prefetch(items + next);
      if (bits) __builtin_prefetch(bits + next);
    }
    int32_t q = b_starts[a_columns[p]], end = b_starts[a_columns[p] + 1];
    if (q == end) continue;
    int32_t first = items[q] >> shift, last = items[end - 1] >> shift;
    map.first = first < map.first ? first : map.first;
    map.last = last > map.last ? last : map.last;
    if (bits)
      for (; q < end; q++) {
        map.words[items[q]] |= bits[q];
        map.used[items[q] >> 6] |= 1ull << (items[q] & 63);
      }
    else
      for (; q < end; q++) {
        map.words[items[q] >> 6] |= 1ull << (items[q] & 63);
        map.used[items[q] >> 12] |= 1ull << (items[q] >> 6 & 63);
      }
  }
  return map;
}

INLINE void product_count_rows(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                               const int32_t *b_starts, const int32_t *items, const uint64_t *bits,
                               int32_t column_count, int32_t *counts, void *scratch) {
  for (int32_t i = first; i < last; i++) {
    Bitmap map = collect(i, a_starts, a_columns, b_starts, items, bits, column_count, a_starts[last], scratch);
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
INLINE void product_count_body(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                               const int32_t *b_starts, const int32_t *items, const uint64_t *bits,
                               int32_t column_count, int32_t *counts, void *scratch, int level) {
  (void)level;
  if (bits)
    product_count_rows(first, last, a_starts, a_columns, b_starts, items, bits, column_count, counts, scratch);
  else
    product_count_rows(first, last, a_starts, a_columns, b_starts, items, NULL, column_count, counts, scratch);
}
KERNEL(sad_product_count,
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts,
        const int32_t *items, const uint64_t *bits, int32_t column_count, int32_t *counts, void *scratch),
       product_count_body, first, last, a_starts, a_columns, b_starts, items, bits, column_count, counts, scratch)

/* Writes the columns of one word; four at a time where the room allows, so that words of one to four columns, the most
 * by far, take no branch of their own. What is written past the last is overwritten by the next word or row. */
INLINE int32_t *put(int32_t *out, const int32_t *limit, int32_t word, uint64_t bits) {
  int32_t base = word * 64, count = __builtin_popcountll(bits);
  int32_t *end = out + count;
  if (limit - out >= 64 + 4) {
    do {
      for (int b = 0; b < 4; b++, bits &= bits - 1) out[b] = base + (bits ? __builtin_ctzll(bits) : 0);
      out += 4;
    } while (out < end);
  } else {
    for (; bits; bits &= bits - 1) *out++ = base + __builtin_ctzll(bits);
  }
  return end;
}

INLINE void product_columns_rows(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                                 const int32_t *b_starts, const int32_t *items, const uint64_t *bits,
                                 int32_t column_count, int32_t begin, int32_t end, int32_t *c_starts,
                                 int32_t *c_columns, void *scratch) {
  const int32_t *limit = c_columns + end;
  int32_t *out = c_columns + begin;
  for (int32_t i = first; i < last; i++) {
    Bitmap map = collect(i, a_starts, a_columns, b_starts, items, bits, column_count, a_starts[last], scratch);
    for (int32_t u = map.first; u <= map.last; u++) {
      for (uint64_t used = map.used[u]; used; used &= used - 1) {
        int32_t word = u * 64 + __builtin_ctzll(used);
        out = put(out, limit, word, map.words[word]);
        map.words[word] = 0;
      }
      map.used[u] = 0;
    }
    if (c_starts) c_starts[i + 1] = (int32_t)(out - c_columns);
  }
}
INLINE void product_columns_body(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                                 const int32_t *b_starts, const int32_t *items, const uint64_t *bits,
                                 int32_t column_count, int32_t begin, int32_t end, int32_t *c_starts,
                                 int32_t *c_columns, void *scratch, int level) {
  (void)level;
  if (bits)
    product_columns_rows(first, last, a_starts, a_columns, b_starts, items, bits, column_count, begin, end, c_starts,
                         c_columns, scratch);
  else
    product_columns_rows(first, last, a_starts, a_columns, b_starts, items, NULL, column_count, begin, end, c_starts,
                         c_columns, scratch);
}
KERNEL(sad_product_columns,
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts,
        const int32_t *items, const uint64_t *bits, int32_t column_count, int32_t begin, int32_t end,
        int32_t *c_starts, int32_t *c_columns, void *scratch),
       product_columns_body, first, last, a_starts, a_columns, b_starts, items, bits, column_count, begin, end,
       c_starts, c_columns, scratch)

int64_t sad_product_work(int32_t rows, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts) {
  int64_t work = 0;
  for (int32_t p = 0; p < a_starts[rows]; p++) work += b_starts[a_columns[p] + 1] - b_starts[a_columns[p]];
  return work;
}
