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
 * ahead: how many nonzeros ahead rows of B are prefetched; 0 for not at all. stream: write past the caches. */
void FN(spmm)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
              REAL alpha, const REAL *b, int64_t k, REAL beta, const REAL *c, REAL *out, int32_t ahead, bool stream);

/* ---- sddmm.c -------------------------------------------------------------------------------------------------- */

/* out[p] = alpha scale[p] <x_i, y_j> + beta out[p] for the entry p = (i, j), rows of length k; scale may be NULL (all
 * ones); out is not read where beta = 0. */
void FN(sddmm)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *scale,
               REAL alpha, const REAL *x, const REAL *y, int64_t k, REAL beta, REAL *out, int32_t ahead);

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

/* ---- compress.c ------------------------------------------------------------------------------------------------ */

/* Triplets to compressed rows in two steps: `deal` sorts them roughly into scratch, of compress_scratch bytes, and says
 * how long the longest part is; gather_rows, with room for twice that many keys, writes the rows and returns the number
 * of entries. Duplicates are summed in their order. */
size_t FN(compress_scratch)(int64_t count, int32_t row_count);
int64_t FN(deal)(int64_t count, const int32_t *rows, const int32_t *columns, const REAL *values, int32_t row_count,
                 void *scratch);
int64_t FN(gather_rows)(int64_t count, const int32_t *rows, const int32_t *columns, const REAL *values,
                        int32_t row_count, int32_t column_count, int64_t longest, void *scratch, uint64_t *keys,
                        int32_t *starts, int32_t *out_columns, REAL *out_values);

/* ---- transpose.c ----------------------------------------------------------------------------------------------- */

/* The transposed pattern, and with values, or NULL, those of the transpose; without, where its entries come from: entry q
 * of it is entry permutation[q] of the original. Large matrices with scattered columns are transposed faster with scratch
 * of two indices and a value, or three indices, an entry; others without, NULL. */
void FN(transpose)(int32_t row_count, int32_t column_count, const int32_t *starts, const int32_t *columns,
                   const REAL *values, int32_t *t_starts, int32_t *t_columns, int32_t *permutation, REAL *t_values,
                   void *scratch);

/* ---- elementwise.c -------------------------------------------------------------------------------------------- */

/* out = alpha a + beta b, n entries; b is not read where beta = 0; out may be a or b. */
void FN(axpby)(int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out);
/* The same, to the bit, into memory past the caches: for results that are larger than these, and neither a nor b. */
void FN(axpby_stream)(int64_t n, REAL alpha, const REAL *a, REAL beta, const REAL *b, REAL *out);
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
void FN(fill)(int64_t n, REAL value, REAL *out); /* out = value */
void FN(multiply)(int64_t n, REAL alpha, const REAL *a, const REAL *b, REAL *out); /* out = alpha a .* b */
/* out = values of diag(r) A diag(s); r or s may be NULL. */
void FN(scale)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
               const REAL *r, const REAL *s, REAL *out);
/* <a, b>, summed in blocks of SAD_DOT_BLOCK: partial[i] for block i. */
void FN(dot_blocks)(int64_t first, int64_t last, int64_t n, const REAL *a, const REAL *b, double *partial);

/* ---- rows.c --------------------------------------------------------------------------------------------------- */

/* out[i] = the sum of a[p] b[p] x[j] over row i, where the row's entry q is p = permutation[q]. permutation, b and x
 * may be NULL: p = q, and factors of 1. With a transposed pattern and its permutation, the columns' sums. */
void FN(row_sums)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns,
                  const int32_t *permutation, const REAL *a, const REAL *b, const REAL *x, REAL *out);
/* sum[j] += a[p] b[p] x[i] over the entries p = (i, j) of rows first ..< last: a scatter, so one thread at a time. */
void FN(column_sums)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *a,
                     const REAL *b, const REAL *x, REAL *sum);
void FN(spread_rows)(int32_t first, int32_t last, const int32_t *starts, const REAL *g, REAL *out); /* out[p] = g[i] */
/* The sum of a in blocks of SAD_DOT_BLOCK: partial[i] for block i. */
void FN(sum_blocks)(int64_t first, int64_t last, int64_t n, const REAL *a, double *partial);
/* out[i] = A_ii, 0 where it is not stored, for rows that have one: last is at most the number of columns. */
void FN(diagonal)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
                  REAL *out);
/* out[p] = d[i] for the entries p = (i, i); the others stay as they are. */
void FN(set_diagonal)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *d,
                      REAL *out);
/* The entries of alpha A .* B on C's pattern, 0 where A or B stores nothing. */
void FN(hadamard)(int32_t first, int32_t last, REAL alpha, const int32_t *a_starts, const int32_t *a_columns,
                  const REAL *a_values, const int32_t *b_starts, const int32_t *b_columns, const REAL *b_values,
                  const int32_t *c_starts, const int32_t *c_columns, REAL *c_values);
/* out[p] = alpha scale[p] D_ij for the entry p = (i, j), D with k columns; scale may be NULL (all ones). */
void FN(dense_gather)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, REAL alpha,
                      const REAL *scale, const REAL *dense, int64_t k, REAL *out);
/* Rows first ..< last of A as a dense matrix of k columns. */
void FN(dense_scatter)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
                       int64_t k, REAL *dense);
void FN(permute)(int64_t n, const int32_t *index, const REAL *a, REAL *out); /* out[index[q]] = a[q] */

/* ---- triangle.c ------------------------------------------------------------------------------------------------- */

/* x = op(T)^-1 x for k columns, T the lower or upper triangle of A; entries outside are not read. With `unit` its diagonal
 * counts as ones, and otherwise has to be stored. */
void FN(solve_triangle)(int32_t rows, const int32_t *starts, const int32_t *columns, const REAL *values, bool lower,
                        bool unit, bool transpose, int64_t k, REAL *x);
/* Turns the lower triangle of a symmetric matrix, with its diagonal, into L with (L L')_ij = A_ij on its pattern. `row` is
 * `rows` zeros, and left so. Returns the row whose pivot is not positive, or -1. */
int32_t FN(incomplete_cholesky)(int32_t rows, const int32_t *starts, const int32_t *columns, REAL *values, REAL *row);
/* Turns A into L, below the diagonal, which is of ones, and U with (L U)_ij = A_ij on its pattern. `diagonal` has room for
 * the place of each row's; `place` is `rows` times -1. Returns the row whose pivot is 0, or -1. */
int32_t FN(incomplete_lu)(int32_t rows, const int32_t *starts, const int32_t *columns, REAL *values,
                          int32_t *diagonal, int32_t *place);

/* ---- chebyshev.c ------------------------------------------------------------------------------------------------- */

/* step = keep before + share D^-1 (b - A x), out = x + step, on rows first ..< last; `inverse` is D^-1. Nothing of `before`
 * is read where keep = 0; it may be x or step. */
void FN(chebyshev)(int32_t first, int32_t last, const int32_t *starts, const int32_t *columns, const REAL *values,
                   const REAL *inverse, const REAL *b, const REAL *x, REAL keep, REAL share, const REAL *before,
                   REAL *step, REAL *out);

/* ---- optimizers.c: one step on n parameters x with gradient g, in place ------------------------------------------ */

/* d = g + decay x; v = momentum v + share d; x -= rate v, or rate (d + momentum v) with Nesterov's momentum. Without
 * momentum v is NULL, and x -= rate d. */
void FN(sgd)(int64_t n, REAL rate, REAL decay, REAL momentum, REAL share, bool nesterov, REAL *x, const REAL *g,
             REAL *v);
/* d = g + decay x; m += share1 (d - m); v = beta2 v + share2 d^2; x = keep x - rate m / (sqrt(v) / root + epsilon). */
void FN(adam)(int64_t n, REAL rate, REAL keep, REAL decay, REAL share1, REAL beta2, REAL share2, REAL root,
              REAL epsilon, REAL *x, const REAL *g, REAL *m, REAL *v);
/* d = g + decay x; s = alpha s + share d^2; m += share (d - m); d /= sqrt(s - m^2) + epsilon; v = momentum v + d;
 * x -= rate v. Where m or v is NULL, its term is left out. */
void FN(rmsprop)(int64_t n, REAL rate, REAL decay, REAL alpha, REAL share, REAL epsilon, REAL momentum, REAL *x,
                 const REAL *g, REAL *s, REAL *m, REAL *v);
void FN(clamp)(int64_t n, REAL most, REAL *x); /* x into -most ... most; a NaN stays one */

/* ---- matrixmarket.c ------------------------------------------------------------------------------------------- */

/* Reads the entries of a coordinate body, from number *done on of `count`, and moves *done on. Returns what is wrong
 * and its *place in the text, or SAD_TEXT_FINE. Indices become 0-based. */
int32_t FN(read_coordinates)(const char *text, int64_t length, int32_t field, int32_t row_count, int32_t column_count,
                             int64_t count, int64_t *done, int32_t *rows, int32_t *columns, REAL *values,
                             int64_t *place);
/* Likewise for an array body, column by column from *row and *column on, into row-major values. With `mirror` = 1 or
 * -1, the mirror images of what is off the diagonal too, times that. */
int32_t FN(read_array)(const char *text, int64_t length, int32_t field, int64_t row_count, int64_t column_count,
                       int32_t triangle, REAL mirror, int64_t *row, int64_t *column, REAL *values, int64_t *place);
/* Appends the mirror image of each of `count` triplets off the diagonal, times sign; returns how many there are then,
 * up to 2 count. */
int64_t FN(mirror)(int64_t count, REAL sign, int32_t *rows, int32_t *columns, REAL *values);
/* Replaces each triplet above the diagonal by its mirror image, times sign. */
void FN(fold)(int64_t count, REAL sign, int32_t *rows, int32_t *columns, REAL *values);

/* ---- dense.c: what the functions are is said in CSparseKernels.h ------------------------------------------------ */

void FN(map)(int32_t function, int64_t n, const REAL *x, REAL *out); /* out = f(x) */
/* out = g .* f'(x), where y = f(x). */
void FN(map_slope)(int32_t function, int64_t n, const REAL *x, const REAL *y, const REAL *g, REAL *out);
void FN(affine)(int64_t n, REAL alpha, const REAL *x, REAL beta, REAL *out);    /* out = alpha x + beta */
void FN(power)(int64_t n, REAL alpha, const REAL *x, REAL exponent, REAL *out); /* out = alpha x^exponent */
/* out = f(a, b) on rows of `columns` elements. Element (i, j) of a is a[i a_row + j a_column], where a_column is 0 or 1;
 * likewise of b. */
void FN(zip)(int32_t function, int64_t rows, int64_t columns, const REAL *a, int64_t a_row, int64_t a_column,
             const REAL *b, int64_t b_row, int64_t b_column, REAL *out);
/* The sums of rows, or of columns, first ..< last. */
void FN(dense_row_sums)(int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out);
void FN(dense_column_sums)(int64_t first, int64_t last, int64_t rows, int64_t columns, const REAL *x, REAL *out);
/* log(sum(exp(x))) of rows first ..< last, and the rows minus that. */
void FN(log_sum_exp)(int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out);
void FN(log_softmax)(int64_t first, int64_t last, int64_t columns, const REAL *x, REAL *out);
/* Block q of out, `width` elements, is what x has from starts[q] on; and the transpose, which adds to out. */
void FN(gather_blocks)(int64_t count, int64_t width, const int64_t *starts, const REAL *x, REAL *out);
void FN(scatter_blocks)(int64_t count, int64_t width, const int64_t *starts, const REAL *x, REAL *out);
/* 0 with probability `rate`, otherwise `kept`, from the random numbers first ..< last of a SeededGenerator. */
void FN(random_mask)(int64_t first, int64_t last, uint64_t seed, double rate, REAL kept, REAL *out);
void FN(dense_transpose)(int64_t first, int64_t last, int64_t rows, int64_t columns, const REAL *x,
                         REAL *out); /* out = x', from rows first ..< last of x */

/* ---- narrow.c ---------------------------------------------------------------------------------------------------- */

/* out = start + A B for A, rows x inner, or its transpose, whose stored rows begin a_stride apart, and B, inner x columns.
 * Row i of start begins at start + i start_row; NULL is 0; it may be out. For B that fits the first-level cache. */
void FN(narrow_product)(int64_t rows, int64_t inner, int64_t columns, const REAL *a, int64_t a_stride, bool transposed,
                        const REAL *b, const REAL *start, int64_t start_row, REAL *out);

/* ---- activation.c: SAD_RELU, SAD_TANH, SAD_SIGMOID and SAD_SOFTPLUS; any other is the identity ------------------ */

void FN(activate)(int32_t function, int64_t n, REAL *x); /* x = f(x) */
void FN(multiply_slope)(int32_t function, int64_t n, const REAL *y, REAL *g); /* g = g .* f'(z), where y = f(z) */

/* ---- combine.c -------------------------------------------------------------------------------------------------- */

/* out = beta out + sum of c[j] x[j] over the terms, elements first ..< last; out is not read where beta = 0, and is
 * none of the terms. */
void FN(combine)(int64_t first, int64_t last, int32_t terms, const REAL *c, const REAL *const *x, REAL beta, REAL *out);
/* The sum of (e / (absolute + relative max(|y|, |z|)))^2 in blocks of SAD_DOT_BLOCK: partial[i] for block i. */
void FN(error_blocks)(int64_t first, int64_t last, int64_t n, const REAL *e, const REAL *y, const REAL *z,
                      double relative, double absolute, double *partial);

/* ---- limits.c: what the machine can do at best, for the benchmarks ---------------------------------------------- */

void FN(limit_read)(int64_t first, int64_t last, const REAL *a, REAL *out); /* *out = sum of a[first ..< last] */
void FN(limit_copy)(int64_t first, int64_t last, REAL s, const REAL *a, REAL *out); /* out = s a */
void FN(limit_triad)(int64_t first, int64_t last, REAL s, const REAL *a, const REAL *b, REAL *out); /* a + s b */
/* x <- s x + t in registers, `rounds` times on each of several vectors that start as out[0 ..< 16] says; *flops is how
 * many operations that was. */
void FN(limit_multiply_add)(int64_t rounds, REAL s, REAL t, REAL *out, int64_t *flops);
