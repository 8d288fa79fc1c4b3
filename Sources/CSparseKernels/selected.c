/* Entries of the inverse of a symmetric matrix from its Cholesky factor, one block of columns at a time. */
#include "dispatch.h"

/* out(i, j) = alpha <a_i, b_j> + beta out(i, j) for a few i and j, whose sums stay in registers. */
#define BLOCK(NAME, WIDTH)                                                                                     \
  typedef double NAME##_vector __attribute__((vector_size(WIDTH * 8), aligned(8), may_alias));                 \
  INLINE void NAME(int rows, int columns, int64_t n, const double *a, int64_t a_next, const double *b,         \
                   int64_t b_next, double alpha, double beta, double *out, int64_t next_row, int64_t next_column) { \
    NAME##_vector sum[4][2] = {{{0}}};                                                                         \
    int64_t k = 0;                                                                                             \
    for (; k + WIDTH <= n; k += WIDTH)                                                                         \
      for (int i = 0; i < rows; i++)                                                                           \
        for (int j = 0; j < columns; j++)                                                                      \
          sum[i][j] += *(const NAME##_vector *)(a + i * a_next + k) * *(const NAME##_vector *)(b + j * b_next + k); \
    for (int i = 0; i < rows; i++)                                                                             \
      for (int j = 0; j < columns; j++) {                                                                      \
        double total = 0, *to = out + i * next_row + j * next_column;                                          \
        for (int q = 0; q < WIDTH; q++) total += sum[i][j][q];                                                 \
        for (int64_t q = k; q < n; q++) total += a[i * a_next + q] * b[j * b_next + q];                        \
        *to = alpha * total + (beta == 0 ? 0 : beta * *to);                                                    \
      }                                                                                                        \
  }
BLOCK(block4, 4)
BLOCK(block8, 8)

/* The same for all i and j. */
#define PRODUCTS(BLOCK)                                                                                       \
  for (int64_t i = 0; i < rows; i += 4)                                                                       \
    for (int64_t j = 0; j < columns; j += 2) {                                                                \
      const double *u = a + i * a_next, *v = b + j * b_next;                                                  \
      double *w = out + i * next_row + j * next_column;                                                       \
      if (rows - i >= 4 && columns - j >= 2)                                                                  \
        BLOCK(4, 2, n, u, a_next, v, b_next, alpha, beta, w, next_row, next_column);                          \
      else if (rows - i >= 4)                                                                                 \
        BLOCK(4, 1, n, u, a_next, v, b_next, alpha, beta, w, next_row, next_column);                          \
      else                                                                                                    \
        for (int64_t p = 0; p < rows - i; p++)                                                                \
          for (int64_t q = 0; q < columns - j && q < 2; q++)                                                  \
            BLOCK(1, 1, n, u + p * a_next, a_next, v + q * b_next, b_next, alpha, beta,                       \
                  w + p * next_row + q * next_column, next_row, next_column);                                 \
    }
INLINE void products(int64_t rows, int64_t columns, int64_t n, const double *a, int64_t a_next, const double *b,
                     int64_t b_next, double alpha, double beta, double *out, int64_t next_row, int64_t next_column,
                     int level) {
  if (level == SAD_SIMD_AVX512) {
    PRODUCTS(block8)
  } else {
    PRODUCTS(block4)
  }
}

/* With Y = L_RJ L_JJ^-1 and K = L_JJ^-1:    Z_RJ = -Z_RR Y,    Z_JJ = K' K - Y' Z_RJ. */
INLINE void selected_inverse_body(int64_t m, int64_t r, const double *l, const double *parent, int64_t parent_order,
                                  const int32_t *at, double *front, double *scratch, int level) {
  const int64_t s = m + r;
  double *inverse = scratch, *y = scratch + m * m; /* K by columns and Y by columns */
  for (int64_t i = 0; i < r; i++) {
    const double *from = parent + at[i] * parent_order;
    double *to = front + (m + i) * s + m;
    for (int64_t k = 0; k < r; k++) to[k] = from[at[k]];
  }
  /* Column j of L starts with its diagonal, and is one shorter than the column before. */
#define COLUMN(j) (l + (j) * s - (j) * ((j) - 1) / 2)
  for (int64_t j = m - 1; j >= 0; j--) {
    const double *column = COLUMN(j), scale = 1 / *column;
    double *restrict to = y + j * r;
    for (int64_t i = 0; i < r; i++) to[i] = column[m - j + i];
    for (int64_t p = j + 1; p < m; p++) {
      const double factor = column[p - j], *restrict from = y + p * r;
      for (int64_t i = 0; i < r; i++) to[i] -= factor * from[i];
    }
    for (int64_t i = 0; i < r; i++) to[i] *= scale;
  }
  for (int64_t j = 0; j < m; j++) {
    double *restrict to = inverse + j * m;
    for (int64_t i = 0; i < m; i++) to[i] = i == j;
    for (int64_t p = j; p < m; p++) {
      const double *restrict column = COLUMN(p), value = to[p] /= column[0];
      for (int64_t i = p + 1; i < m; i++) to[i] -= column[i - p] * value;
    }
  }
#undef COLUMN
  products(r, m, r, front + m * s + m, s, y, r, -1, 0, front + m, 1, s, level);
  for (int64_t j = 0; j < m; j++)
    for (int64_t i = 0; i < r; i++) front[(m + i) * s + j] = front[j * s + m + i];
  products(m, m, m, inverse, m, inverse, m, 1, 0, front, s, 1, level);
  products(m, m, r, y, r, front + m, s, -1, 1, front, s, 1, level);
}
KERNEL(sad_selected_inverse,
       (int64_t m, int64_t r, const double *l, const double *parent, int64_t parent_order, const int32_t *at,
        double *front, double *scratch),
       selected_inverse_body, m, r, l, parent, parent_order, at, front, scratch)
