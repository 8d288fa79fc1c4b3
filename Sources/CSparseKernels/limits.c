/* What the machine can do at best: loops that stream memory, and one that only multiplies and adds. */
#ifndef REAL
#define SELF "limits.c"
#include "precisions.h"

#else
#include "vectors.h"

INLINE void FN(limit_read_body)(int64_t first, int64_t last, const REAL *a, REAL *out, int level) {
  (void)level;
  enum { lanes = sizeof(FN(v64)) / sizeof(REAL) };
  FN(v64) s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  int64_t p = first;
  for (; p + 4 * lanes <= last; p += 4 * lanes) {
    const FN(v64) *v = (const FN(v64) *)(a + p);
    s0 += v[0], s1 += v[1], s2 += v[2], s3 += v[3];
  }
  s0 += s1 + (s2 + s3);
  REAL sum = 0;
  for (int q = 0; q < lanes; q++) sum += s0[q];
  for (; p < last; p++) sum += a[p];
  *out = sum;
}
KERNEL(FN(limit_read), (int64_t first, int64_t last, const REAL *a, REAL *out), FN(limit_read_body), first, last, a,
       out)

/* A copy that also scales, so that the compiler cannot make it a call of memcpy, which bypasses the caches. */
INLINE void FN(limit_copy_body)(int64_t first, int64_t last, REAL s, const REAL *restrict a, REAL *restrict out,
                                int level) {
  (void)level;
  for (int64_t p = first; p < last; p++) out[p] = s * a[p];
}
KERNEL(FN(limit_copy), (int64_t first, int64_t last, REAL s, const REAL *a, REAL *out), FN(limit_copy_body), first,
       last, s, a, out)

INLINE void FN(limit_triad_body)(int64_t first, int64_t last, REAL s, const REAL *restrict a, const REAL *restrict b,
                                 REAL *restrict out, int level) {
  (void)level;
  for (int64_t p = first; p < last; p++) out[p] = a[p] + s * b[p];
}
KERNEL(FN(limit_triad), (int64_t first, int64_t last, REAL s, const REAL *a, const REAL *b, REAL *out),
       FN(limit_triad_body), first, last, s, a, b, out)

/* Chains of multiply-adds that do not depend on each other, as many as hide the latency and fit the registers. */
#define CHAINS(V, n)                                                                          \
  do {                                                                                        \
    V acc[n];                                                                                 \
    _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++) acc[q] = (V){0} + out[q]; \
    for (int64_t round = 0; round < rounds; round++)                                          \
      _Pragma("clang loop unroll(full)") for (int q = 0; q < (n); q++) acc[q] = acc[q] * s + t; \
    V sum = acc[0];                                                                           \
    _Pragma("clang loop unroll(full)") for (int q = 1; q < (n); q++) sum += acc[q];           \
    for (size_t q = 0; q < sizeof(V) / sizeof(REAL); q++) out[0] += sum[q];                   \
    *flops = 2 * (n) * rounds * (int64_t)(sizeof(V) / sizeof(REAL));                          \
  } while (0)

INLINE void FN(limit_multiply_add_body)(int64_t rounds, REAL s, REAL t, REAL *out, int64_t *flops, int level) {
  if (level == SAD_SIMD_AVX512) CHAINS(FN(v64), 16);
  else if (level == SAD_SIMD_AVX2) CHAINS(FN(v32), 12);
  else CHAINS(FN(v16), 12);
}
KERNEL(FN(limit_multiply_add), (int64_t rounds, REAL s, REAL t, REAL *out, int64_t *flops),
       FN(limit_multiply_add_body), rounds, s, t, out, flops)

#endif
