/* Products of narrow dense matrices: many rows, but so few columns that the right factor stays in the cache. */
#ifndef REAL
#define SELF "narrow.c"
#include "precisions.h"
#else
#include "vectors.h"

#define UNROLL _Pragma("clang loop unroll(full)")

/* `m` rows of the result, `n` vectors wide, stay in registers over the whole inner dimension. */
#define TILE(V, m, n)                                                                            \
  do {                                                                                           \
    V acc[m][n];                                                                                 \
    UNROLL for (int r = 0; r < (m); r++) UNROLL for (int v = 0; v < (n); v++)                    \
        acc[r][v] = start ? *((const V *)(start + (i + r) * start_row + j) + v) : (V){0};        \
    for (int64_t p = 0; p < inner; p++) {                                                        \
      const V *row = (const V *)(b + p * columns + j);                                           \
      const REAL *x = a + (transposed ? p * a_stride + i : i * a_stride + p);                    \
      UNROLL for (int r = 0; r < (m); r++) {                                                     \
        REAL s = x[transposed ? r : r * a_stride];                                               \
        UNROLL for (int v = 0; v < (n); v++) acc[r][v] += s * row[v];                            \
      }                                                                                          \
    }                                                                                            \
    UNROLL for (int r = 0; r < (m); r++) UNROLL for (int v = 0; v < (n); v++)                    \
        *((V *)(out + (i + r) * columns + j) + v) = acc[r][v];                                   \
  } while (0)

/* A panel of columns. The order of additions into one element is the same in every tile. */
#define PANEL(V, m, n)                                            \
  do {                                                            \
    int64_t i = 0;                                                \
    for (; i + (m) <= rows; i += (m)) TILE(V, m, n);              \
    for (; i + 4 <= rows; i += 4) TILE(V, 4, n);                  \
    for (; i < rows; i++) TILE(V, 1, n);                          \
    j += (n) * (int64_t)(sizeof(V) / sizeof(REAL));               \
  } while (0)

#define FITS(V, n) (columns - j >= (n) * (int64_t)(sizeof(V) / sizeof(REAL)))

INLINE void FN(narrow_columns)(int64_t rows, int64_t inner, int64_t columns, const REAL *restrict a, int64_t a_stride,
                               bool transposed, const REAL *restrict b, const REAL *start, int64_t start_row, REAL *out,
                               int level) {
  int64_t j = 0;
  if (level == SAD_SIMD_AVX512) {
    while (FITS(FN(v64), 2)) PANEL(FN(v64), 8, 2);
    if (FITS(FN(v64), 1)) PANEL(FN(v64), 16, 1);
  } else if (level == SAD_SIMD_AVX2) {
    while (FITS(FN(v64), 1)) PANEL(FN(v64), 6, 1);
  } else {
    while (FITS(FN(v32), 1)) PANEL(FN(v32), 6, 1);
  }
  if (FITS(FN(v32), 1)) PANEL(FN(v32), 8, 1);
  if (FITS(FN(v16), 1)) PANEL(FN(v16), 8, 1);
  while (FITS(FN(v1), 1)) PANEL(FN(v1), 8, 1);
}

INLINE void FN(narrow_body)(int64_t rows, int64_t inner, int64_t columns, const REAL *a, int64_t a_stride,
                            bool transposed, const REAL *b, const REAL *start, int64_t start_row, REAL *out,
                            int level) {
  if (transposed)
    FN(narrow_columns)(rows, inner, columns, a, a_stride, true, b, start, start_row, out, level);
  else
    FN(narrow_columns)(rows, inner, columns, a, a_stride, false, b, start, start_row, out, level);
}
KERNEL(FN(narrow_product),
       (int64_t rows, int64_t inner, int64_t columns, const REAL *a, int64_t a_stride, bool transposed, const REAL *b,
        const REAL *start, int64_t start_row, REAL *out),
       FN(narrow_body), rows, inner, columns, a, a_stride, transposed, b, start, start_row, out)

#undef TILE
#undef PANEL
#undef FITS
#undef UNROLL
#endif
