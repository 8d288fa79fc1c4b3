/* Vectors of 64, 32 and 16 bytes, unaligned, in the precision being compiled. The compiler splits those wider than
 * the machine's registers. */
typedef REAL FN(v64) __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));
typedef REAL FN(v32) __attribute__((vector_size(32), aligned(sizeof(REAL)), may_alias));
typedef REAL FN(v16) __attribute__((vector_size(16), aligned(sizeof(REAL)), may_alias));
typedef REAL FN(v1) __attribute__((vector_size(sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
