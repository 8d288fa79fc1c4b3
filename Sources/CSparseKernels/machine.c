/* What this machine has: instruction sets and memory. */
#define _GNU_SOURCE
#include "CSparseKernels.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__APPLE__)
#include <mach/mach.h>
#include <sys/sysctl.h>
#endif

static int best_simd_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512cd");
    return wide ? SAD_SIMD_AVX512 : SAD_SIMD_AVX2;
  }
#endif
  return SAD_SIMD_BASE;
}

static _Atomic int simd_level = -1;

void sad_set_simd_level(int level) {
  int best = best_simd_level();
  atomic_store_explicit(&simd_level, level < 0 ? 0 : level < best ? level : best, memory_order_relaxed);
}

int sad_simd_level(void) {
  int level = atomic_load_explicit(&simd_level, memory_order_relaxed);
  if (level >= 0) return level;
  const char *wish = getenv("SPARSEAD_SIMD");
  sad_set_simd_level(!wish                         ? SAD_SIMD_AVX512
                     : !strcmp(wish, "portable")   ? SAD_SIMD_BASE
                     : !strcmp(wish, "avx2")       ? SAD_SIMD_AVX2
                                                   : SAD_SIMD_AVX512);
  return atomic_load_explicit(&simd_level, memory_order_relaxed);
}

void sad_advise_large(void *buffer, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  enum { PAGE = 2 << 20 };
  if (bytes < 2 * PAGE) return;
  uintptr_t begin = ((uintptr_t)buffer + PAGE - 1) & ~(uintptr_t)(PAGE - 1), end = (uintptr_t)buffer + bytes;
  if (begin < end) madvise((void *)begin, end - begin, MADV_HUGEPAGE); /* a wish: failure changes nothing */
#else
  (void)buffer;
  (void)bytes;
#endif
}

#if defined(__APPLE__)

static int64_t task_memory(bool peak) {
  mach_task_basic_info_data_t info;
  mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
  if (task_info(mach_task_self(), MACH_TASK_BASIC_INFO, (task_info_t)&info, &count) != KERN_SUCCESS) return 0;
  return (int64_t)(peak ? info.resident_size_max : info.resident_size);
}
int64_t sad_resident_memory(void) { return task_memory(false); }
int64_t sad_peak_memory(void) { return task_memory(true); }
bool sad_reset_peak_memory(void) { return false; }
int64_t sad_available_memory(void) {
  int64_t bytes = 0;
  size_t size = sizeof bytes;
  return sysctlbyname("hw.memsize", &bytes, &size, NULL, 0) ? INT64_MAX : bytes - sad_resident_memory();
}

#else

/* The number behind `key` in a file of "key: number unit" lines, or -1. */
static int64_t field(const char *path, const char *key) {
  FILE *file = fopen(path, "r");
  if (!file) return -1;
  char line[256];
  long long value = -1;
  size_t length = strlen(key);
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, key, length)) {
      if (sscanf(line + length, " %lld", &value) != 1) value = -1;
      break;
    }
  fclose(file);
  return value;
}

int64_t sad_resident_memory(void) { return field("/proc/self/status", "VmRSS:") * 1024; }
int64_t sad_peak_memory(void) {
  int64_t kilobytes = field("/proc/self/status", "VmHWM:");
  if (kilobytes >= 0) return kilobytes * 1024;
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) ? 0 : (int64_t)usage.ru_maxrss * 1024;
}
bool sad_reset_peak_memory(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (!file) return false;
  bool done = fputs("5", file) >= 0;
  return fclose(file) == 0 && done;
}
/* The smaller of what the machine and what the control group leaves. */
int64_t sad_available_memory(void) {
  int64_t kilobytes = field("/proc/meminfo", "MemAvailable:");
  int64_t machine = kilobytes < 0 ? INT64_MAX : kilobytes * 1024;
  int64_t limit = field("/sys/fs/cgroup/memory.max", ""), used = field("/sys/fs/cgroup/memory.current", "");
  int64_t group = limit < 0 || used < 0 ? INT64_MAX : limit > used ? limit - used : 0;
  return group < machine ? group : machine;
}

#endif

void sad_return_free_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
