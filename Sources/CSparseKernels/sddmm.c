/* Sampled product of two dense matrices: the entries of X Y' on a pattern. */
#ifndef REAL
#define SELF "sddmm.c"
#include "precisions.h"
#else
#include "vectors.h"

#define X_AHEAD 8 /* rows of X that are prefetched where those of Y are */

/* The sum of a vector's lanes, by halves. */
INLINE REAL FN(lane_sum)(const FN(v64) *v) {
  const FN(v32) *h = (const FN(v32) *)v;
  FN(v32) s32 = h[0] + h[1];
  FN(v16) *q = (FN(v16) *)&s32, s16 = q[0] + q[1];
  if (sizeof(REAL) == sizeof(double)) return s16[0] + s16[1];
  REAL t[4];
  __builtin_memcpy(t, &s16, sizeof s16);
  return (t[0] + t[2]) + (t[1] + t[3]);
}

/* `n` dot products <x, y_p> at once: x is loaded once for all of them, and each has accumulators of its own, enough
 * of them to hide the latency of the multiply-add. */
#define DOTS(n)                                                                                              \
  do {                                                                                                       \
    const REAL *y_[n];                                                                                       \
    FN(v64) acc[n], odd[n];                                                                                  \
    _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++) {                                       \
      y_[q] = y + (int64_t)columns[p + q] * k;                                                               \
      acc[q] = odd[q] = (FN(v64)){0};                                                                        \
    }                                                                                                        \
    if (ahead) {                                                                                             \
      _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++) {                                     \
        const char *next = (const char *)(y + (int64_t)columns[ahead < stop - p - q ? p + q + ahead : p] * k); \
        for (int64_t o = 0; o < k * (int64_t)sizeof(REAL); o += 64) __builtin_prefetch(next + o, 0, 3);      \
      }                                                                                                      \
    }                                                                                                        \
    int64_t j = 0;                                                                                           \
    for (; j + 2 * lanes <= k; j += 2 * lanes) {                                                             \
      FN(v64) x0 = *(const FN(v64) *)(xi + j), x1 = *(const FN(v64) *)(xi + j + lanes);                      \
      _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++) {                                     \
        acc[q] += x0 * *(const FN(v64) *)(y_[q] + j);                                                        \
        odd[q] += x1 * *(const FN(v64) *)(y_[q] + j + lanes);                                                \
      }                                                                                                      \
    }                                                                                                        \
    if (j + lanes <= k) {                                                                                    \
      FN(v64) x0 = *(const FN(v64) *)(xi + j);                                                               \
      _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++)                                       \
          acc[q] += x0 * *(const FN(v64) *)(y_[q] + j);                                                      \
      j += lanes;                                                                                            \
    }                                                                                                        \
    _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++) {                                       \
      FN(v64) both = acc[q] + odd[q];                                                                        \
      REAL sum = FN(lane_sum)(&both);                                                                        \
      for (int64_t t = j; t < k; t++) sum += xi[t] * y_[q][t];                                               \
      sum *= scale ? alpha * scale[p + q] : alpha;                                                           \
      out[p + q] = beta == 0 ? sum : sum + beta * out[p + q];                                                \
    }                                                                                                        \
    p += (n);                                                                                                \
  } while (0)

INLINE void FN(sddmm_rows)(int32_t first, int32_t last, const int32_t *restrict starts,
                           const int32_t *restrict columns, const REAL *scale, REAL alpha, const REAL *restrict x,
                           const REAL *restrict y, int64_t k, REAL beta, REAL *out, int32_t ahead, int level) {
  enum { lanes = sizeof(FN(v64)) / sizeof(REAL) };
  int32_t stop = starts[last], p = starts[first];
  for (int32_t i = first; i < last; i++) {
    const REAL *xi = x + (int64_t)i * k;
    int32_t end = starts[i + 1];
    if (ahead)
      for (int64_t j = 0; j < k; j += 64 / (int64_t)sizeof(REAL)) FETCH(xi, X_AHEAD * k + j, 0);
    if (level == SAD_SIMD_AVX512)
      while (end - p >= 4) DOTS(4);
    if (level != SAD_SIMD_BASE)
      while (end - p >= 2) DOTS(2);
    while (end - p >= 1) DOTS(1);
  }
}

INLINE void FN(sddmm_body)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns,
                           const REAL *scale, REAL alpha, const REAL *x, const REAL *y, int64_t k, REAL beta,
                           REAL *out, int32_t ahead, int level) {
  if (ahead)
    FN(sddmm_rows)(first, last, starts, columns, scale, alpha, x, y, k, beta, out, ahead, level);
  else
    FN(sddmm_rows)(first, last, starts, columns, scale, alpha, x, y, k, beta, out, 0, level);
}

KERNEL(FN(sddmm),
       (int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *scale, REAL alpha,
        const REAL *x, const REAL *y, int64_t k, REAL beta, REAL *out, int32_t ahead),
       FN(sddmm_body), first, last, starts, columns, scale, alpha, x, y, k, beta, out, ahead)

#undef DOTS
#undef X_AHEAD
#endif
