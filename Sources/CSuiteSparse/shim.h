/* CHOLMOD, CXSparse and KLU through their `int` API: Int32 in Swift with every SuiteSparse version. */
#ifndef SPARSEAD_CSUITESPARSE_H
#define SPARSEAD_CSUITESPARSE_H

#ifndef NCOMPLEX
#define NCOMPLEX /* cs.h: leave out the complex variants, which Swift cannot import */
#endif

#if __has_include(<suitesparse/cholmod.h>) /* Debian, Fedora */
#include <suitesparse/cholmod.h>
#include <suitesparse/cs.h>
#include <suitesparse/klu.h>
#else /* Homebrew, through the include path of CHOLMOD.pc */
#include <cholmod.h>
#include <cs.h>
#include <klu.h>
#endif

#endif
