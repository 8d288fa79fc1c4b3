/* Sparse matrix times row-major dense matrix. */
#ifndef REAL
#define SELF "spmm.c"
#include "precisions.h"
#else
#include "vectors.h"

typedef REAL FN(v16a) __attribute__((vector_size(16), aligned(16), may_alias));

/* A panel of the result's row, `n` vectors wide, stays in registers over the whole row of A and is written once.
 * A's row is read again for the next panel, from the first-level cache. With `stream`, the panel goes past the caches:
 * a result larger than they are is then not read before it is written, a third less traffic. */
#define PANEL(V, n)                                                                                       \
  do {                                                                                                    \
    enum { width = (n) * sizeof(V) / sizeof(REAL) };                                                      \
    V acc[n];                                                                                             \
    _Pragma("clang loop unroll(full)") for (int v = 0; v < (n); v++) acc[v] = (V){0};                     \
    for (int32_t p = begin; p < end; p++) {                                                               \
      const REAL *row = b + (int64_t)columns[p] * k + j;                                                  \
      if (ahead) {                                                                                        \
        const char *next = (const char *)(b + (int64_t)columns[ahead < stop - p ? p + ahead : p] * k + j); \
        _Pragma("clang loop unroll(full)") for (size_t o = 0; o < (n) * sizeof(V); o += 64)               \
            __builtin_prefetch(next + o, 0, 3);                                                           \
      }                                                                                                   \
      REAL a = values[p];                                                                                 \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < (n); v++) acc[v] += a * *((const V *)row + v); \
    }                                                                                                     \
    REAL *o = out + (int64_t)i * k + j;                                                                   \
    const REAL *d = c + (int64_t)i * k + j;                                                               \
    if (stream && sizeof(V) >= 64) {                                                                      \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < (n); v++) {                                  \
        V scaled = alpha * acc[v];                                                                        \
        FN(v16a) quarters[sizeof(V) >= 64 ? 4 : 1];                                                       \
        __builtin_memcpy(quarters, &scaled, sizeof(V) >= 64 ? sizeof quarters : sizeof(V));               \
        _Pragma("clang loop unroll(full)") for (int q = 0; q < (int)(sizeof quarters / 16); q++)          \
            __builtin_nontemporal_store(quarters[q], (FN(v16a) *)((V *)o + v) + q);                       \
      }                                                                                                   \
    } else if (beta == 0) {                                                                               \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < (n); v++) *((V *)o + v) = alpha * acc[v];    \
    } else {                                                                                              \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < (n); v++)                                    \
          *((V *)o + v) = alpha * acc[v] + beta * *((const V *)d + v);                                    \
    }                                                                                                     \
    j += width;                                                                                           \
  } while (0)

#define LANES(V) ((int64_t)(sizeof(V) / sizeof(REAL)))

INLINE void FN(spmm_rows)(int32_t first, int32_t last, const int32_t *restrict starts, const int32_t *restrict columns,
                          const REAL *restrict values, REAL alpha, const REAL *restrict b, int64_t k, REAL beta,
                          const REAL *c, REAL *out, int32_t ahead, bool stream, int level) {
  int32_t stop = starts[last];
  if (beta == 0) c = out; /* not read; keeps the pointer arithmetic below defined */
  for (int32_t i = first; i < last; i++) {
    int32_t begin = starts[i], end = starts[i + 1];
    int64_t j = 0;
    if (level == SAD_SIMD_AVX512)
      while (k - j >= 8 * LANES(FN(v64))) PANEL(FN(v64), 8);
    if (level == SAD_SIMD_BASE) {
      while (k - j >= 2 * LANES(FN(v64))) PANEL(FN(v64), 2);
    } else {
      while (k - j >= 4 * LANES(FN(v64))) PANEL(FN(v64), 4);
      if (k - j >= 2 * LANES(FN(v64))) PANEL(FN(v64), 2);
    }
    if (k - j >= LANES(FN(v64))) PANEL(FN(v64), 1);
    if (k - j >= LANES(FN(v32))) PANEL(FN(v32), 1);
    if (k - j >= LANES(FN(v16))) PANEL(FN(v16), 1);
    while (k - j > 0) PANEL(REAL, 1);
  }
}

/* The versions with prefetching and streaming are apart, so that the plain one carries no trace of either. */
INLINE void FN(spmm_body)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns,
                          const REAL *values, REAL alpha, const REAL *b, int64_t k, REAL beta, const REAL *c, REAL *out,
                          int32_t ahead, bool stream, int level) {
  stream = stream && beta == 0 && (uintptr_t)out % 16 == 0 && k * (int64_t)sizeof(REAL) % 16 == 0;
  if (ahead && stream)
    FN(spmm_rows)(first, last, starts, columns, values, alpha, b, k, 0, c, out, ahead, true, level);
  else if (ahead)
    FN(spmm_rows)(first, last, starts, columns, values, alpha, b, k, beta, c, out, ahead, false, level);
  else if (stream)
    FN(spmm_rows)(first, last, starts, columns, values, alpha, b, k, 0, c, out, 0, true, level);
  else
    FN(spmm_rows)(first, last, starts, columns, values, alpha, b, k, beta, c, out, 0, false, level);
  if (stream) __atomic_thread_fence(__ATOMIC_SEQ_CST); /* streamed stores are ordered by a fence alone */
}

KERNEL(FN(spmm),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values, REAL alpha,
        const REAL *b, int64_t k, REAL beta, const REAL *c, REAL *out, int32_t ahead, bool stream),
       FN(spmm_body), first, last, starts, columns, values, alpha, b, k, beta, c, out, ahead, stream)

#undef PANEL
#undef LANES
#endif
