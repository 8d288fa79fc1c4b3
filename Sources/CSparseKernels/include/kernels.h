/* The kernels that come in both precisions; included by CSparseKernels.h once for each. No include guard. */

/* ---- gemv.c --------------------------------------------------------------------------------------------------- */

/* out = alpha A x + beta y on rows first ..< last; y is not read where beta = 0, and may be out. */
void FN(gemv)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
              REAL alpha, const REAL *x, REAL beta, const REAL *y, REAL *out);
/* sum += A' x over rows first ..< last: a scatter, so one thread at a time. */
void FN(gemv_scatter)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
                      const REAL *x, REAL *sum);
/* out[p] = alpha g[i] x[j] for the entry p = (i, j): the outer product on the pattern. */
void FN(outer)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, REAL alpha, const REAL *g,
               const REAL *x, REAL *out);
/* Both at once: out = alpha [g x']_P and sum += A' g, for one thread. */
void FN(gemv_backward)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
                       REAL alpha, const REAL *g, const REAL *x, REAL *out, REAL *sum);

/* ---- spmm.c --------------------------------------------------------------------------------------------------- */

/* out = alpha A B + beta C on rows first ..< last, B with k columns; C is not read where beta = 0, and may be out.
 * ahead: how many nonzeros ahead rows of B are prefetched; 0 for not at all. */
void FN(spmm)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
              REAL alpha, const REAL *b, int64_t k, REAL beta, const REAL *c, REAL *out, int32_t ahead);

/* ---- sddmm.c -------------------------------------------------------------------------------------------------- */

/* out[p] = alpha scale[p] <x_i, y_j> for the entry p = (i, j), rows of length k; scale may be NULL (all ones). */
void FN(sddmm)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *scale,
               REAL alpha, const REAL *x, const REAL *y, int64_t k, REAL *out, int32_t ahead);

/* ---- spgemm.c ------------------------------------------------------------------------------------------------- */

/* Work space of one thread, for matrices with column_count columns: this many bytes, zero before its first use. One
 * kernel may be called with it again and again, another needs its own. */
size_t FN(row_scratch)(int32_t column_count);
/* Values of rows first ..< last of C = A B on C's pattern, which must hold every product. */
void FN(spgemm)(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const REAL *a_values,
                const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values, const int32_t *c_starts,
                const int32_t *c_columns, REAL *c_values, int32_t column_count, void *scratch);
/* Both cotangents of C = A B in one pass over A's rows, for the columns of A (rows of B) in k_first ..< k_last:
 * a_bar = [G B']_P(A), b_bar = [A' G]_P(B), G on C's pattern. b_bar must be zero on these rows. Either may be NULL. */
void FN(spgemm_backward)(int32_t row_count, int32_t k_first, int32_t k_last, const int32_t *a_starts,
                         const int32_t *a_columns, const REAL *a_values, const int32_t *b_starts,
                         const int32_t *b_columns, const REAL *b_values, const int32_t *c_starts,
                         const int32_t *c_columns, const REAL *g, REAL *a_bar, REAL *b_bar, int32_t column_count,
                         void *scratch);
/* Masked products. out = [A B]_P(M), and out = [A B']_P(M) with B given by its rows. */
void FN(masked_product)(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                        const REAL *a_values, const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values,
                        const int32_t *m_starts, const int32_t *m_columns, REAL *out, int32_t column_count,
                        void *scratch);
void FN(masked_product_transposed)(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                                   const REAL *a_values, const int32_t *b_starts, const int32_t *b_columns,
                                   const REAL *b_values, const int32_t *m_starts, const int32_t *m_columns, REAL *out,
                                   int32_t column_count, void *scratch);

/* ---- elementwise.c -------------------------------------------------------------------------------------------- */

/* out = alpha a + beta b, n entries; b is not read where beta = 0; out may be a or b. */
void FN(axpby)(int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out);
/* C = alpha A + beta B on the union of their patterns, rows first ..< last, from entry r of C on: its columns, values
 * and, unless NULL, the ends of its rows. */
void FN(add)(int32_t first, int32_t last, REAL alpha, const int32_t *a_starts, const int32_t *a_columns,
             const REAL *a_values, REAL beta, const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values,
             int32_t r, int32_t *c_starts, int32_t *c_columns, REAL *c_values);
/* The entries of C on A's pattern, times alpha: out[p] = alpha C_ij, 0 where C stores nothing. */
void FN(restrict)(int32_t first, int32_t last, REAL alpha, const int32_t *a_starts, const int32_t *a_columns,
                  const int32_t *c_starts, const int32_t *c_columns, const REAL *c_values, REAL *out);
/* out[q] = a[index[q]], and 0 where the index is negative. */
void FN(gather)(int64_t n, const int32_t *index, const REAL *a, REAL *out);
/* out[index[q]] += a[q], where the index is not negative. */
void FN(scatter_add)(int64_t n, const int32_t *index, const REAL *a, REAL *out);
void FN(multiply)(int64_t n, REAL alpha, const REAL *a, const REAL *b, REAL *out); /* out = alpha a .* b */
/* out = values of diag(r) A diag(s); r or s may be NULL. */
void FN(scale)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
               const REAL *r, const REAL *s, REAL *out);
/* <a, b>, summed in blocks of SAD_DOT_BLOCK: partial[i] for block i. */
void FN(dot_blocks)(int64_t first, int64_t last, int64_t n, const REAL *a, const REAL *b, double *partial);

/* ---- limits.c: what the machine can do at best, for the benchmarks ---------------------------------------------- */

void FN(limit_read)(int64_t first, int64_t last, const REAL *a, REAL *out); /* *out = sum of a[first ..< last] */
void FN(limit_copy)(int64_t first, int64_t last, REAL s, const REAL *a, REAL *out); /* out = s a */
void FN(limit_triad)(int64_t first, int64_t last, REAL s, const REAL *a, const REAL *b, REAL *out); /* a + s b */
/* x <- s x + t in registers, `rounds` times on each of several vectors that start as out[0 ..< 16] says; *flops is how
 * many operations that was. */
void FN(limit_multiply_add)(int64_t rounds, REAL s, REAL t, REAL *out, int64_t *flops);
