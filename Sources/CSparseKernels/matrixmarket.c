/* The entries of Matrix Market texts. */
#ifndef REAL
#include "CSparseKernels.h"
#include "decimal.h"

static inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
static inline bool is_line_end(char c) { return c == '\n' || c == '\r'; }

int64_t sad_count_lines(const char *text, int64_t length) {
  int64_t lines = 0;
  while (length > 0) {
    /* So few at a time that a byte counts them: sixteen sums fit a vector register. */
    int64_t part = length < 255 ? length : 255;
    uint8_t count = 0;
    for (int64_t k = 0; k < part; k++) count += (text[k] == '\n') | ((text[k] == '\r') & (text[k + 1] != '\n'));
    lines += count;
    text += part;
    length -= part;
  }
  return lines;
}

static const char *read_integer(const char *p, int64_t *value, bool *overflow) {
  bool negative = *p == '-';
  p += negative || *p == '+';
  if (!is_digit(*p)) return NULL;
  int64_t v = 0; /* its negative, which reaches one further */
  for (; is_digit(*p); p++)
    *overflow |= __builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, *p - '0', &v);
  if (!negative) *overflow |= __builtin_sub_overflow(0, v, &v);
  *value = v;
  return p;
}

/* An index from 1 to `limit`, less one. */
static inline int32_t read_index(const char **text, int32_t limit, int32_t *index) {
  const char *p = *text;
  uint64_t value = 0;
  while (is_digit(*p)) value = 10 * value + (uint64_t)(*p++ - '0');
  if (p == *text) return *p == '-' && is_digit(p[1]) ? SAD_TEXT_INDEX_RANGE : SAD_TEXT_INDEX;
  /* More than 19 digits may have wrapped round. */
  if (p - *text > 19 || value - 1 >= (uint64_t)limit) return SAD_TEXT_INDEX_RANGE;
  *index = (int32_t)(value - 1);
  *text = p;
  return SAD_TEXT_FINE;
}

static inline const char *skip_blanks(const char *p) {
  while (is_blank(*p)) p++;
  return p;
}

/* The next byte that is neither white space nor in a comment, or `end`. */
static inline const char *skip_to_entry(const char *p, const char *end) {
  while (p < end) {
    if (*p == '%')
      while (!is_line_end(*p)) p++;
    else if (is_blank(*p) || is_line_end(*p))
      p++;
    else
      break;
  }
  return p;
}

#define SELF "matrixmarket.c"
#include "precisions.h"
#else

enum { FN(bits) = sizeof(REAL) == sizeof(float) ? FLT_MANT_DIG : DBL_MANT_DIG };

/* A value, and that nothing but white space or a comment follows it on its line. Moves *text on, or to the fault. */
static inline int32_t FN(read_value)(const char **text, int32_t field, REAL *value) {
  const char *p = *text;
  bool overflow = false;
  if (field == SAD_FIELD_REAL) {
    double x = 0;
    p = read_real(p, FN(bits), &x, &overflow);
    *value = (REAL)x;
  } else if (field == SAD_FIELD_INTEGER) {
    int64_t x = 0;
    p = read_integer(p, &x, &overflow);
    *value = (REAL)x;
  } else {
    *value = 1;
  }
  if (!p) return SAD_TEXT_VALUE;
  if (overflow) return SAD_TEXT_VALUE_RANGE;
  const char *rest = skip_blanks(p);
  *text = rest;
  return is_line_end(*rest) || *rest == '%' ? SAD_TEXT_FINE : SAD_TEXT_TRAILING;
}

int32_t FN(read_coordinates)(const char *text, int64_t length, int32_t field, int32_t row_count, int32_t column_count,
                             int64_t count, int64_t *done, int32_t *rows, int32_t *columns, REAL *values,
                             int64_t *place) {
  const char *p = text, *end = text + length;
  int64_t k = *done;
  int32_t fault = SAD_TEXT_FINE;
  while ((p = skip_to_entry(p, end)) < end) {
    if (k == count) {
      fault = SAD_TEXT_TOO_MANY;
      break;
    }
    if ((fault = read_index(&p, row_count, rows + k))) break;
    if (!is_blank(*p)) {
      fault = SAD_TEXT_INDEX;
      break;
    }
    p = skip_blanks(p);
    if ((fault = read_index(&p, column_count, columns + k))) break;
    if (!is_blank(*p) && field != SAD_FIELD_PATTERN) {
      fault = is_line_end(*p) ? SAD_TEXT_VALUE : SAD_TEXT_INDEX;
      break;
    }
    p = skip_blanks(p);
    if ((fault = FN(read_value)(&p, field, values + k))) break;
    k++;
  }
  *done = k;
  *place = p - text;
  return fault;
}

int32_t FN(read_array)(const char *text, int64_t length, int32_t field, int64_t row_count, int64_t column_count,
                       int32_t triangle, REAL mirror, int64_t *row, int64_t *column, REAL *values, int64_t *place) {
  const char *p = text, *end = text + length;
  int64_t i = *row, j = *column;
  int32_t fault = SAD_TEXT_FINE;
  while ((p = skip_to_entry(p, end)) < end) {
    if (j >= column_count || i >= row_count) {
      fault = SAD_TEXT_TOO_MANY;
      break;
    }
    REAL value;
    if ((fault = FN(read_value)(&p, field, &value))) break;
    values[i * column_count + j] = value;
    if (mirror != 0 && i != j) values[j * column_count + i] = mirror * value;
    if (++i == row_count) {
      j++;
      i = triangle == SAD_TRIANGLE_NONE ? 0 : triangle == SAD_TRIANGLE_LOWER ? j : j + 1;
    }
  }
  *row = i;
  *column = j;
  *place = p - text;
  return fault;
}

int64_t FN(mirror)(int64_t count, REAL sign, int32_t *rows, int32_t *columns, REAL *values) {
  int64_t next = count;
  for (int64_t k = 0; k < count; k++) {
    if (rows[k] == columns[k]) continue;
    rows[next] = columns[k];
    columns[next] = rows[k];
    values[next++] = sign * values[k];
  }
  return next;
}

void FN(fold)(int64_t count, REAL sign, int32_t *rows, int32_t *columns, REAL *values) {
  for (int64_t k = 0; k < count; k++) {
    int32_t i = rows[k], j = columns[k];
    if (i >= j) continue;
    rows[k] = j;
    columns[k] = i;
    values[k] *= sign;
  }
}
#endif
