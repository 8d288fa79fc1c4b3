/* Entries that are read or written once and in order, fetched before their turn.
 *
 * The hardware's own prefetcher falls behind where rows are short and of many lengths: fetched by hand, products with a
 * vector take half the time on rows of five and of sixteen entries. On rows of 27 it keeps up, and fetching costs.
 */
#ifndef AHEAD
#define AHEAD 512  /* entries before their turn */
#define FETCHED 16 /* entries at a time */
#endif

/* The first entry to fetch for, or none where fetching would not pay. */
INLINE int32_t FN(first_fetch)(int32_t first, int32_t last, const int32_t *starts) {
  int64_t rows = last - first, entries = starts[last] - starts[first];
  bool cached = entries * (int64_t)(sizeof(REAL) + sizeof(int32_t)) < 1 << 20;
  return cached || entries > 20 * rows ? INT32_MAX : starts[first];
}

/* As far ahead as the entries up to `end` allow; addresses past the end are harmless. NULL: no such array. */
INLINE int32_t FN(fetch)(int32_t next, int32_t end, const int32_t *columns, const REAL *values, const REAL *out) {
  for (; next < end; next += FETCHED) {
    FETCH(columns, (size_t)next + AHEAD, 0);
    for (size_t k = 0; k < FETCHED; k += 64 / sizeof(REAL)) {
      if (values) FETCH(values, (size_t)next + AHEAD + k, 0);
      if (out) FETCH(out, (size_t)next + AHEAD + k, 1);
    }
  }
  return next;
}
