/* Values on patterns: sums, products, gathers, scalings. */
#ifndef REAL
#define SELF "elementwise.c"
#include "precisions.h"
#else
#include "vectors.h"

typedef REAL FN(v64a) __attribute__((vector_size(64), aligned(64), may_alias));

INLINE void FN(axpby_body)(int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out, int level) {
  (void)level;
  if (beta == 0)
    for (int64_t p = 0; p < n; p++) out[p] = alpha * a[p];
  else
    for (int64_t p = 0; p < n; p++) out[p] = alpha * a[p] + beta * b[p];
}
KERNEL(FN(axpby), (int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out), FN(axpby_body), n,
       alpha, a, beta, b, out)

/* Past the caches: the result is not read before it is written, a quarter to a third less traffic. */
INLINE void FN(axpby_stream_body)(int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out,
                                  int level) {
  enum { lanes = 64 / sizeof(REAL) };
  int64_t p = 0;
  (void)level;
  for (; p < n && (uintptr_t)(out + p) % 64; p++) out[p] = beta == 0 ? alpha * a[p] : alpha * a[p] + beta * b[p];
  if (beta == 0)
    for (; p + lanes <= n; p += lanes)
      __builtin_nontemporal_store((FN(v64a))(alpha * *(const FN(v64) *)(a + p)), (FN(v64a) *)(out + p));
  else
    for (; p + lanes <= n; p += lanes)
      __builtin_nontemporal_store(
          (FN(v64a))(alpha * *(const FN(v64) *)(a + p) + beta * *(const FN(v64) *)(b + p)), (FN(v64a) *)(out + p));
  for (; p < n; p++) out[p] = beta == 0 ? alpha * a[p] : alpha * a[p] + beta * b[p];
  __atomic_thread_fence(__ATOMIC_SEQ_CST); /* streamed stores are ordered by a fence alone */
}
KERNEL(FN(axpby_stream), (int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out),
       FN(axpby_stream_body), n, alpha, a, beta, b, out)

void FN(fill)(int64_t n, REAL value, REAL *out) {
  for (int64_t p = 0; p < n; p++) out[p] = value;
}

INLINE void FN(multiply_body)(int64_t n, REAL alpha, const REAL *a, const REAL *b, REAL *out, int level) {
  (void)level;
  for (int64_t p = 0; p < n; p++) out[p] = alpha * a[p] * b[p];
}
KERNEL(FN(multiply), (int64_t n, REAL alpha, const REAL *a, const REAL *b, REAL *out), FN(multiply_body), n, alpha, a,
       b, out)

/* A merge of two sorted rows without a branch that depends on the data, so that none is mispredicted. */
INLINE void FN(add_body)(int32_t first, int32_t last, REAL alpha, const int32_t *restrict a_starts,
                         const int32_t *restrict a_columns, const REAL *restrict a_values, REAL beta,
                         const int32_t *restrict b_starts, const int32_t *restrict b_columns,
                         const REAL *restrict b_values, int32_t r, int32_t *restrict c_starts,
                         int32_t *restrict c_columns, REAL *restrict c_values, int level) {
  (void)level;
  for (int32_t i = first; i < last; i++) {
    int32_t p = a_starts[i], p_end = a_starts[i + 1], q = b_starts[i], q_end = b_starts[i + 1];
    while (p < p_end && q < q_end) {
      int32_t ja = a_columns[p], jb = b_columns[q];
      REAL va = ja <= jb ? a_values[p] : 0, vb = jb <= ja ? b_values[q] : 0;
      c_columns[r] = ja < jb ? ja : jb;
      c_values[r++] = alpha * va + beta * vb;
      p += ja <= jb;
      q += jb <= ja;
    }
    for (; p < p_end; p++, r++) {
      c_columns[r] = a_columns[p];
      c_values[r] = alpha * a_values[p];
    }
    for (; q < q_end; q++, r++) {
      c_columns[r] = b_columns[q];
      c_values[r] = beta * b_values[q];
    }
    if (c_starts) c_starts[i + 1] = r;
  }
}
KERNEL(FN(add),
       (int32_t first, int32_t last, REAL alpha, const int32_t *a_starts, const int32_t *a_columns,
        const REAL *a_values, REAL beta, const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values,
        int32_t r, int32_t *c_starts, int32_t *c_columns, REAL *c_values),
       FN(add_body), first, last, alpha, a_starts, a_columns, a_values, beta, b_starts, b_columns, b_values, r,
       c_starts, c_columns, c_values)

void FN(restrict)(int32_t first, int32_t last, REAL alpha, const int32_t *a_starts, const int32_t *a_columns,
                  const int32_t *c_starts, const int32_t *c_columns, const REAL *c_values, REAL *out) {
  for (int32_t i = first; i < last; i++) {
    int32_t q = c_starts[i], q_end = c_starts[i + 1];
    for (int32_t p = a_starts[i]; p < a_starts[i + 1]; p++) {
      while (q < q_end && c_columns[q] < a_columns[p]) q++;
      out[p] = q < q_end && c_columns[q] == a_columns[p] ? alpha * c_values[q] : 0;
    }
  }
}

void FN(gather)(int64_t n, const int32_t *index, const REAL *a, REAL *out) {
  for (int64_t q = 0; q < n; q++) out[q] = index[q] < 0 ? 0 : a[index[q]];
}

void FN(scatter_add)(int64_t n, const int32_t *index, const REAL *a, REAL *out) {
  for (int64_t q = 0; q < n; q++)
    if (index[q] >= 0) out[index[q]] += a[q];
}

void FN(scale)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
               const REAL *r, const REAL *s, REAL *out) {
  for (int32_t i = first; i < last; i++) {
    REAL ri = r ? r[i] : 1;
    for (int32_t p = starts[i]; p < starts[i + 1]; p++) out[p] = (s ? ri * s[columns[p]] : ri) * values[p];
  }
}

/* Blocks of a fixed length, each summed in sixteen interleaved strands in double precision: the result does not depend
 * on how the blocks are shared among threads. */
INLINE void FN(dot_blocks_body)(int64_t first, int64_t last, int64_t n, const REAL *a, const REAL *b, double *partial,
                                int level) {
  (void)level;
  for (int64_t block = first; block < last; block++) {
    int64_t p = block * SAD_DOT_BLOCK, end = p + SAD_DOT_BLOCK < n ? p + SAD_DOT_BLOCK : n;
    double sum[16] = {0}, total = 0;
    for (; p + 16 <= end; p += 16)
      for (int q = 0; q < 16; q++) sum[q] += (double)a[p + q] * (double)b[p + q];
    for (; p < end; p++) total += (double)a[p] * (double)b[p];
    for (int q = 0; q < 16; q++) total += sum[q];
    partial[block] = total;
  }
}
KERNEL(FN(dot_blocks), (int64_t first, int64_t last, int64_t n, const REAL *a, const REAL *b, double *partial),
       FN(dot_blocks_body), first, last, n, a, b, partial)

#endif
