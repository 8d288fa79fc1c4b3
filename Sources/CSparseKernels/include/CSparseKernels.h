/* The inner loops of SparseAD: everything that runs once a nonzero.
 *
 * Conventions. A sparse matrix A is `starts` (rows + 1 offsets), `columns` (sorted and distinct within a row) and
 * `values`; a dense one is row-major. Loops over rows take the half-open range [first, last), so that a caller can
 * share the rows among threads; the order of additions into one result never depends on that range. Nothing here
 * allocates memory or checks its arguments: the Swift side validates and owns every buffer.
 * A name ends in _f64 or _f32 where there is a version for each precision.
 */
#ifndef SPARSEAD_KERNELS_H
#define SPARSEAD_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- machine.c: what this machine has ---------------------------------------------------------------------- */

enum { SAD_SIMD_BASE = 0, SAD_SIMD_AVX2 = 1, SAD_SIMD_AVX512 = 2 };
int sad_simd_level(void);          /* the level in use: the best there is, or as SPARSEAD_SIMD or the setter says */
void sad_set_simd_level(int level); /* lowered to what the machine has */
/* Asks for large pages under a buffer that is about to be written for the first time; first touch is then up to five
 * times as fast. Does nothing for small buffers and other systems than Linux. */
void sad_advise_large(void *buffer, size_t bytes);
int64_t sad_available_memory(void); /* bytes that can still be allocated without swapping; INT64_MAX if unknown */
int64_t sad_peak_memory(void);      /* the largest resident size of this process so far, bytes */
int64_t sad_resident_memory(void);  /* the resident size now, bytes */
void sad_return_free_memory(void);  /* hands what is freed back to the system, where the allocator lets one */
bool sad_reset_peak_memory(void);   /* makes sad_peak_memory start again from now; false where impossible */

/* ---- random numbers ------------------------------------------------------------------------------------------- */

/* Number `index` (from 0) of SplitMix64 with this seed: its states are an arithmetic sequence. */
static inline uint64_t sad_splitmix64(uint64_t seed, uint64_t index) {
  uint64_t z = seed + (index + 1) * UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* ---- pool.c: threads ---------------------------------------------------------------------------------------- */

int sad_processor_count(void);
int sad_thread_count(void);
void sad_set_thread_count(int count);
int64_t sad_serial_cutoff(void); /* multiply-adds below which the Swift side does not use the pool */
void sad_set_serial_cutoff(int64_t work);
/* Calls body(context, chunk) for each chunk in 0 ..< chunks, on up to sad_thread_count() threads, and returns when all
 * have returned. Nested calls, and calls while another thread uses the pool, run on the calling thread. */
void sad_parallel(int32_t chunks, void *context, void (*body)(void *context, int32_t chunk));

/* Whether the tapes of this thread record; the setter returns what was set before. */
bool sad_recording_paused(void);
bool sad_set_recording_paused(bool paused);

/* ---- program.c: other programs ------------------------------------------------------------------------------ */

/* Runs a program, found on the PATH as a shell does, with one argument and three open files as its standard input,
 * output and error output, and waits for it. Returns 0 and its exit status (-1 if a signal ended it), or an errno. */
int sad_run(const char *program, const char *argument, int input, int output, int messages, int *status);

/* ---- structure.c: patterns ---------------------------------------------------------------------------------- */

/* Position of the first entry whose row or column is out of range, or -1. */
int64_t sad_first_bad_triplet(int64_t count, const int32_t *rows, const int32_t *columns, int32_t row_count,
                              int32_t column_count);
/* Sorts triplets into rows and columns, merging duplicates. starts: row_count + 1; out_columns: up to count;
 * entry_of_triplet: count; scratch: sad_compress_scratch bytes. Returns the number of distinct entries. */
size_t sad_compress_scratch(int64_t count);
int64_t sad_compress(int64_t count, const int32_t *rows, const int32_t *columns, int32_t row_count,
                     int32_t column_count, int32_t *starts, int32_t *out_columns, int32_t *entry_of_triplet,
                     void *scratch);
/* First row that breaks a pattern's rules, or -1; `kind`: 1 starts decrease, 2 column out of range, 3 not increasing;
 * `entry`: where. */
int64_t sad_check_pattern(int32_t row_count, int32_t column_count, const int32_t *starts, const int32_t *columns,
                          int32_t *kind, int64_t *entry);
/* Union or intersection of two patterns, row by row. c_columns may be NULL to count only: then c_starts[i + 1] is the
 * number of entries of row i. Otherwise c_starts holds the offsets. */
void sad_union(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts,
               const int32_t *b_columns, int32_t *c_starts, int32_t *c_columns);
void sad_intersection(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                      const int32_t *b_starts, const int32_t *b_columns, int32_t *c_starts, int32_t *c_columns);
/* Where the entries of the pattern A are in a pattern C: position in C, or -1 for those C does not store. */
void sad_locate(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                const int32_t *c_starts, const int32_t *c_columns, int32_t *position);

enum { SAD_DOT_BLOCK = 4096 };

/* ---- selected.c: entries of an inverse ------------------------------------------------------------------------ */

/* The rows and columns S = J, R of Z = (L L')^-1, where J are m columns of L with entries in all of J below the diagonal
 * and in r rows R, given one after another in `l`, each from its diagonal. `front`, of order m + r, becomes Z_SS by rows.
 * Z_RR is in the rows and columns `at` of `parent`. Scratch: m (m + r) numbers. */
void sad_selected_inverse(int64_t m, int64_t r, const double *l, const double *parent, int64_t parent_order,
                          const int32_t *at, double *front, double *scratch);

/* ---- symbolic.c: the pattern of a product A B ----------------------------------------------------------------- */

/* Scratch: sad_product_scratch(columns of B) bytes, zeroed before the first call and left zeroed.
 *
 * B is given by its starts and `items`. Where `bits` is NULL these are its columns; otherwise B is packed: an item is a
 * word of 64 columns, and its bits say which of them are stored. */
size_t sad_product_scratch(int32_t column_count);
/* How many words the packed form has, and the packed form itself. */
int64_t sad_packed_count(int32_t rows, const int32_t *starts, const int32_t *columns);
void sad_pack(int32_t rows, const int32_t *starts, const int32_t *columns, int32_t *packed_starts, int32_t *words,
              uint64_t *bits);
/* counts[i] = number of entries in row i of A B, for i in first ..< last (counts is indexed from row 0). */
void sad_product_count(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                       const int32_t *b_starts, const int32_t *items, const uint64_t *bits, int32_t column_count,
                       int32_t *counts, void *scratch);
/* The sorted columns of rows first ..< last of A B, into c_columns from `begin` on, which has room up to `end`; and,
 * unless NULL, where the rows end. */
void sad_product_columns(int32_t first, int32_t last, const int32_t *a_starts, const int32_t *a_columns,
                         const int32_t *b_starts, const int32_t *items, const uint64_t *bits, int32_t column_count,
                         int32_t begin, int32_t end, int32_t *c_starts, int32_t *c_columns, void *scratch);
/* Multiplications of A B, the most entries it can have: the sum of B's row lengths over A's entries. */
int64_t sad_product_work(int32_t rows, const int32_t *a_starts, const int32_t *a_columns, const int32_t *b_starts);

/* ---- matrixmarket.c: text ---------------------------------------------------------------------------------------
 *
 * A text here is whole lines: its last byte is a line feed or a carriage return, and eight readable bytes follow. */

enum { SAD_FIELD_REAL, SAD_FIELD_INTEGER, SAD_FIELD_PATTERN };
enum { SAD_TRIANGLE_NONE, SAD_TRIANGLE_LOWER, SAD_TRIANGLE_STRICTLY_LOWER };
/* What is wrong with a text. */
enum {
  SAD_TEXT_FINE,
  SAD_TEXT_INDEX,       /* no index where one must be */
  SAD_TEXT_INDEX_RANGE, /* an index outside the matrix */
  SAD_TEXT_VALUE,       /* no number where one must be */
  SAD_TEXT_VALUE_RANGE, /* a number that its type cannot hold */
  SAD_TEXT_TRAILING,    /* something after the entry on its line */
  SAD_TEXT_TOO_MANY     /* an entry after the last that was announced */
};

/* The number of lines that end in a text; CR LF is one end. */
int64_t sad_count_lines(const char *text, int64_t length);

/* ---- dense.c: functions of elements ----------------------------------------------------------------------------- */

enum {
  SAD_EXP, SAD_LOG, SAD_SQRT, SAD_SIN, SAD_COS, SAD_TANH, SAD_SIGMOID, SAD_SOFTPLUS, SAD_RELU, SAD_STEP, SAD_ABS,
  SAD_SIGN, SAD_LOG_OR_ZERO /* log x, and 0 at 0 with all derivatives */
};
enum {
  SAD_ADD, SAD_SUBTRACT, SAD_MULTIPLY, SAD_DIVIDE, SAD_POWER, SAD_MAXIMUM, SAD_MINIMUM,
  SAD_GREATER /* 1 where a > b, 1/2 where they are equal, else 0 */,
  SAD_EITHER /* 1 where a or b is not 0, else 0 */
};

#define REAL double
#define FN(name) sad_##name##_f64
#include "kernels.h"
#undef REAL
#undef FN
#define REAL float
#define FN(name) sad_##name##_f32
#include "kernels.h"
#undef REAL
#undef FN

#endif
