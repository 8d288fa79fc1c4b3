/* CHOLMOD and CXSparse through their `int` API: Int32 in Swift with every SuiteSparse version. And the BLAS. */
#ifndef SPARSEAD_CSUITESPARSE_H
#define SPARSEAD_CSUITESPARSE_H

#ifndef NCOMPLEX
#define NCOMPLEX /* cs.h: leave out the complex variants, which Swift cannot import */
#endif

#if __has_include(<suitesparse/cholmod.h>) /* Debian, Fedora */
#include <suitesparse/cholmod.h>
#include <suitesparse/cs.h>
#else /* Homebrew, through the include path of CHOLMOD.pc */
#include <cholmod.h>
#include <cs.h>
#endif

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
