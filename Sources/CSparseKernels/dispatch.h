/* One source for every instruction set and both precisions.
 *
 * A kernel file is compiled twice (precisions.h), and in each pass KERNEL makes three versions of a body, one of
 * which is chosen when the program runs: nothing here needs a compiler flag, so any package can depend on this one.
 * On other machines than x86-64 the body is compiled once, for the base instruction set (NEON on arm64).
 */
#ifndef SPARSEAD_DISPATCH_H
#define SPARSEAD_DISPATCH_H

#include "CSparseKernels.h"

#define INLINE static inline __attribute__((always_inline))

/* For a loop over a row of few entries that is measured to lose by being unrolled (up to two fifths of the time). */
#define NOT_UNROLLED _Pragma("clang loop unroll(disable)")

/* Fetches the line of array[index], for reading (0) or writing (1). The index may lie past the end, where fetching is
 * harmless and a pointer would not be. */
#define FETCH(array, index, writing) \
  __builtin_prefetch((const void *)((uintptr_t)(array) + (size_t)(index) * sizeof *(array)), writing)

/* Turns lengths into the sums of those before. */
INLINE void offsets(int32_t *lengths, int32_t count) {
  int32_t sum = 0;
  for (int32_t i = 0; i < count; i++) {
    int32_t length = lengths[i];
    lengths[i] = sum;
    sum += length;
  }
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma,bmi,bmi2,lzcnt,popcnt")))
#define AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi,bmi2,lzcnt,popcnt")))

/* `body` is an INLINE function whose last parameter, a constant in each version, is its SIMD level. */
#define KERNEL(name, parameters, body, ...) VERSIONS(name, parameters, body, __VA_ARGS__)
#define VERSIONS(name, parameters, body, ...)                                      \
  static void name##_base parameters { body(__VA_ARGS__, SAD_SIMD_BASE); }         \
  AVX2 static void name##_avx2 parameters { body(__VA_ARGS__, SAD_SIMD_AVX2); }    \
  AVX512 static void name##_avx512 parameters { body(__VA_ARGS__, SAD_SIMD_AVX512); } \
  void name parameters {                                                           \
    switch (sad_simd_level()) {                                                    \
    case SAD_SIMD_AVX512: name##_avx512(__VA_ARGS__); break;                       \
    case SAD_SIMD_AVX2: name##_avx2(__VA_ARGS__); break;                           \
    default: name##_base(__VA_ARGS__);                                             \
    }                                                                              \
  }
#else
#define KERNEL(name, parameters, body, ...) \
  void name parameters { body(__VA_ARGS__, SAD_SIMD_BASE); }
#endif

#endif
