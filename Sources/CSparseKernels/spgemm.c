/* Values of products of two sparse matrices: forward, backward and masked.
 *
 * Every kernel here spreads one sparse row, so that its entries are found by column. Where the row's columns lie close
 * together that is a dense work row. Where they are scattered over more than a cache, it is a bitmap that fits the
 * first-level cache, with the number of entries before each word: the entry of column j is rank[word] + the number of
 * bits below j, which finds its place within the sparse row itself.
 */
#ifndef REAL
#define SELF "spgemm.c"
#include "precisions.h"
#else

#ifndef SPREAD
#define SPREAD
enum { DENSE_ROW_BYTES = 256 << 10 };

typedef struct {
  uint64_t *bits; /* bit j: column j is in the row; zero between rows */
  int32_t *rank;  /* entries of the row before the word's first */
} Spread;

INLINE void spread(Spread s, const int32_t *columns, int32_t begin, int32_t end) {
  int32_t word = -1;
  for (int32_t p = begin; p < end; p++) {
    int32_t j = columns[p];
    if (j >> 6 != word) {
      word = j >> 6;
      s.rank[word] = p;
    }
    s.bits[word] |= 1ull << (j & 63);
  }
}
INLINE void unspread(Spread s, const int32_t *columns, int32_t begin, int32_t end) {
  for (int32_t p = begin; p < end; p++) s.bits[columns[p] >> 6] = 0;
}
INLINE bool holds(Spread s, int32_t j) { return s.bits[j >> 6] >> (j & 63) & 1; }
INLINE int32_t place(Spread s, int32_t j) {
  return s.rank[j >> 6] + __builtin_popcountll(s.bits[j >> 6] & ((1ull << (j & 63)) - 1));
}
#endif

/* The scratch of one thread, zeros at first: bitmap, ranks and a dense row. */
size_t FN(row_scratch)(int32_t column_count) {
  size_t words = ((size_t)column_count + 63) / 64;
  return words * (sizeof(uint64_t) + sizeof(int32_t)) + 64 + (size_t)column_count * sizeof(REAL);
}
INLINE Spread FN(spread_of)(int32_t column_count, void *scratch, REAL **dense) {
  size_t words = ((size_t)column_count + 63) / 64;
  Spread s = {scratch, (int32_t *)((uint64_t *)scratch + words)};
  *dense = (REAL *)(((uintptr_t)(s.rank + words) + 63) & ~(uintptr_t)63);
  return s;
}
INLINE bool FN(is_compact)(const int32_t *columns, int32_t begin, int32_t end) {
  return begin == end || (int64_t)(columns[end - 1] - columns[begin]) * (int64_t)sizeof(REAL) < DENSE_ROW_BYTES;
}
/* The row of B that A's entry p + 4 will need. */
INLINE void FN(prefetch_row)(int32_t p, int32_t stop, const int32_t *a_columns, const int32_t *b_starts,
                             const int32_t *b_columns, const REAL *b_values) {
  if (stop - p <= 4) return;
  int32_t q = b_starts[a_columns[p + 4]];
  __builtin_prefetch(b_columns + q);
  __builtin_prefetch(b_values + q);
}

INLINE void FN(spgemm_body)(int32_t first, int32_t last, const int32_t *restrict a_starts,
                            const int32_t *restrict a_columns, const REAL *restrict a_values,
                            const int32_t *restrict b_starts, const int32_t *restrict b_columns,
                            const REAL *restrict b_values, const int32_t *restrict c_starts,
                            const int32_t *restrict c_columns, REAL *restrict c_values, int32_t column_count,
                            void *scratch, int level) {
  (void)level;
  REAL *restrict dense;
  Spread s = FN(spread_of)(column_count, scratch, (REAL **)&dense);
  int32_t stop = a_starts[last];
  for (int32_t i = first; i < last; i++) {
    int32_t begin = c_starts[i], end = c_starts[i + 1];
    if (FN(is_compact)(c_columns, begin, end)) {
      for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++) {
        REAL a = a_values[p];
        int32_t q = b_starts[a_columns[p]], q_end = b_starts[a_columns[p] + 1];
        NOT_UNROLLED for (; q < q_end; q++) dense[b_columns[q]] += a * b_values[q];
      }
      for (int32_t r = begin; r < end; r++) {
        int32_t j = c_columns[r];
        c_values[r] = dense[j];
        dense[j] = 0;
      }
    } else {
      spread(s, c_columns, begin, end);
      for (int32_t r = begin; r < end; r++) c_values[r] = 0;
      for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++) {
        FN(prefetch_row)(p, stop, a_columns, b_starts, b_columns, b_values);
        REAL a = a_values[p];
        for (int32_t q = b_starts[a_columns[p]], q_end = b_starts[a_columns[p] + 1]; q < q_end; q++)
          c_values[place(s, b_columns[q])] += a * b_values[q];
      }
      unspread(s, c_columns, begin, end);
    }
  }
}
KERNEL(FN(spgemm),
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const REAL *a_values,
        const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values, const int32_t *c_starts,
        const int32_t *c_columns, REAL *c_values, int32_t column_count, void *scratch),
       FN(spgemm_body), first, last, a_starts, a_columns, a_values, b_starts, b_columns, b_values, c_starts, c_columns,
       c_values, column_count, scratch)

/* One entry (i, k) of A: its cotangent <G_i, B_k>, and what it adds to row k of B's; `G` reads G_i at column j. */
#define BACKWARD_ENTRY(G)                                                                   \
  do {                                                                                      \
    REAL a = a_values[p], sum = 0;                                                          \
    int32_t q = b_starts[a_columns[p]], q_end = b_starts[a_columns[p] + 1];                 \
    if (a_bar && b_bar) {                                                                   \
      NOT_UNROLLED for (; q < q_end; q++) {                                                 \
        int32_t j = b_columns[q];                                                           \
        REAL gj = G;                                                                        \
        sum += gj * b_values[q];                                                            \
        b_bar[q] += a * gj;                                                                 \
      }                                                                                     \
      a_bar[p] = sum;                                                                       \
    } else if (a_bar) {                                                                     \
      NOT_UNROLLED for (; q < q_end; q++) {                                                 \
        int32_t j = b_columns[q];                                                           \
        sum += G * b_values[q];                                                             \
      }                                                                                     \
      a_bar[p] = sum;                                                                       \
    } else {                                                                                \
      NOT_UNROLLED for (; q < q_end; q++) {                                                 \
        int32_t j = b_columns[q];                                                           \
        b_bar[q] += a * G;                                                                  \
      }                                                                                     \
    }                                                                                       \
  } while (0)

/* First position in begin ..< end whose column is not below k; at once where that is one of the ends. */
INLINE int32_t FN(lower_bound)(const int32_t *columns, int32_t begin, int32_t end, int32_t k) {
  if (begin == end || columns[begin] >= k) return begin;
  if (columns[end - 1] < k) return end;
  while (begin < end) {
    int32_t middle = begin + (end - begin) / 2;
    if (columns[middle] < k) begin = middle + 1; else end = middle;
  }
  return begin;
}

INLINE void FN(spgemm_backward_body)(int32_t row_count, int32_t k_first, int32_t k_last,
                                     const int32_t *restrict a_starts, const int32_t *restrict a_columns,
                                     const REAL *restrict a_values, const int32_t *restrict b_starts,
                                     const int32_t *restrict b_columns, const REAL *restrict b_values,
                                     const int32_t *restrict c_starts, const int32_t *restrict c_columns,
                                     const REAL *restrict g, REAL *restrict a_bar, REAL *restrict b_bar,
                                     int32_t column_count, void *scratch, int level) {
  (void)level;
  REAL *restrict dense;
  Spread s = FN(spread_of)(column_count, scratch, (REAL **)&dense);
  int32_t stop = a_starts[row_count];
  for (int32_t i = 0; i < row_count; i++) {
    int32_t p = FN(lower_bound)(a_columns, a_starts[i], a_starts[i + 1], k_first);
    int32_t p_end = FN(lower_bound)(a_columns, p, a_starts[i + 1], k_last);
    if (p == p_end) continue;
    int32_t begin = c_starts[i], end = c_starts[i + 1];
    if (FN(is_compact)(c_columns, begin, end)) {
      for (int32_t r = begin; r < end; r++) dense[c_columns[r]] = g[r];
      for (; p < p_end; p++) BACKWARD_ENTRY(dense[j]);
    } else {
      spread(s, c_columns, begin, end);
      for (; p < p_end; p++) {
        FN(prefetch_row)(p, stop, a_columns, b_starts, b_columns, b_values);
        BACKWARD_ENTRY(g[place(s, j)]);
      }
      unspread(s, c_columns, begin, end);
    }
  }
}
KERNEL(FN(spgemm_backward),
       (int32_t row_count, int32_t k_first, int32_t k_last, const int32_t *a_starts, const int32_t *a_columns,
        const REAL *a_values, const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values,
        const int32_t *c_starts, const int32_t *c_columns, const REAL *g, REAL *a_bar, REAL *b_bar,
        int32_t column_count, void *scratch),
       FN(spgemm_backward_body), row_count, k_first, k_last, a_starts, a_columns, a_values, b_starts, b_columns,
       b_values, c_starts, c_columns, g, a_bar, b_bar, column_count, scratch)
#undef BACKWARD_ENTRY

INLINE void FN(masked_product_body)(int32_t first, int32_t last, const int32_t *restrict a_starts,
                                    const int32_t *restrict a_columns, const REAL *restrict a_values,
                                    const int32_t *restrict b_starts, const int32_t *restrict b_columns,
                                    const REAL *restrict b_values, const int32_t *restrict m_starts,
                                    const int32_t *restrict m_columns, REAL *restrict out, int32_t column_count,
                                    void *scratch, int level) {
  (void)level;
  REAL *dense;
  Spread s = FN(spread_of)(column_count, scratch, &dense);
  int32_t stop = a_starts[last];
  for (int32_t i = first; i < last; i++) {
    int32_t begin = m_starts[i], end = m_starts[i + 1];
    if (begin == end) continue;
    spread(s, m_columns, begin, end);
    for (int32_t r = begin; r < end; r++) out[r] = 0;
    for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++) {
      FN(prefetch_row)(p, stop, a_columns, b_starts, b_columns, b_values);
      REAL a = a_values[p];
      for (int32_t q = b_starts[a_columns[p]], q_end = b_starts[a_columns[p] + 1]; q < q_end; q++)
        if (holds(s, b_columns[q])) out[place(s, b_columns[q])] += a * b_values[q];
    }
    unspread(s, m_columns, begin, end);
  }
}
KERNEL(FN(masked_product),
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const REAL *a_values,
        const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values, const int32_t *m_starts,
        const int32_t *m_columns, REAL *out, int32_t column_count, void *scratch),
       FN(masked_product_body), first, last, a_starts, a_columns, a_values, b_starts, b_columns, b_values, m_starts,
       m_columns, out, column_count, scratch)

/* <A_i, B_j> over the columns that both store, which lie in p ..< p_end and q ..< q_end. */
INLINE REAL FN(meet)(int32_t p, int32_t p_end, const int32_t *a_columns, const REAL *a_values, int32_t q,
                     int32_t q_end, const int32_t *b_columns, const REAL *b_values) {
  REAL sum = 0;
  for (; q < q_end; q++) {
    while (p < p_end && a_columns[p] < b_columns[q]) p++;
    if (p < p_end && a_columns[p] == b_columns[q]) sum += a_values[p] * b_values[q];
  }
  return sum;
}

INLINE void FN(masked_product_transposed_body)(int32_t first, int32_t last, const int32_t *restrict a_starts,
                                               const int32_t *restrict a_columns, const REAL *restrict a_values,
                                               const int32_t *restrict b_starts, const int32_t *restrict b_columns,
                                               const REAL *restrict b_values, const int32_t *restrict m_starts,
                                               const int32_t *restrict m_columns, REAL *restrict out,
                                               int32_t column_count, void *scratch, int level) {
  (void)level;
  REAL *restrict dense;
  Spread s = FN(spread_of)(column_count, scratch, (REAL **)&dense);
  int32_t stop = m_starts[last];
  for (int32_t i = first; i < last; i++) {
    int32_t begin = a_starts[i], end = a_starts[i + 1];
    if (FN(is_compact)(a_columns, begin, end)) {
      for (int32_t p = begin; p < end; p++) dense[a_columns[p]] = a_values[p];
      for (int32_t r = m_starts[i]; r < m_starts[i + 1]; r++) {
        REAL sum = 0;
        int32_t q = b_starts[m_columns[r]], q_end = b_starts[m_columns[r] + 1];
        for (int32_t t = q; t < q_end; t++) sum += dense[b_columns[t]] * b_values[t];
        /* An infinity of B may have met a place that A does not store, which is no 0 to multiply it by. */
        out[r] = sum == sum ? sum : FN(meet)(begin, end, a_columns, a_values, q, q_end, b_columns, b_values);
      }
      for (int32_t p = begin; p < end; p++) dense[a_columns[p]] = 0;
    } else {
      spread(s, a_columns, begin, end);
      for (int32_t r = m_starts[i]; r < m_starts[i + 1]; r++) {
        FN(prefetch_row)(r, stop, m_columns, b_starts, b_columns, b_values);
        REAL sum = 0;
        for (int32_t q = b_starts[m_columns[r]], q_end = b_starts[m_columns[r] + 1]; q < q_end; q++)
          if (holds(s, b_columns[q])) sum += a_values[place(s, b_columns[q])] * b_values[q];
        out[r] = sum;
      }
      unspread(s, a_columns, begin, end);
    }
  }
}
KERNEL(FN(masked_product_transposed),
       (int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const REAL *a_values,
        const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values, const int32_t *m_starts,
        const int32_t *m_columns, REAL *out, int32_t column_count, void *scratch),
       FN(masked_product_transposed_body), first, last, a_starts, a_columns, a_values, b_starts, b_columns, b_values,
       m_starts, m_columns, out, column_count, scratch)

#endif
