/* The BLAS through its C interface. */
#ifndef SPARSEAD_CBLAS_H
#define SPARSEAD_CBLAS_H

#if __has_include(<Accelerate/Accelerate.h>)
#include <Accelerate/Accelerate.h>
#else
#include <cblas.h>
/* There is such a function in OpenBLAS only: NULL with any other BLAS. */
extern void openblas_set_num_threads(int count) __attribute__((weak));
#endif

/* Makes OpenBLAS compute on the thread that calls it. */
static inline void sad_blas_use_calling_thread(void) {
#if !__has_include(<Accelerate/Accelerate.h>)
  if (openblas_set_num_threads) openblas_set_num_threads(1);
#endif
}

#endif
