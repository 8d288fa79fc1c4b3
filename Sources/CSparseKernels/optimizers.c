/* One step of an optimiser: a single pass over the parameters, the gradient and what the optimiser remembers. */
#ifndef REAL
#define SELF "optimizers.c"
#include "precisions.h"
#else

/* Each form of a rule is a loop of its own, through constant flags, so that none has a branch inside. */
INLINE void FN(sgd_loop)(int64_t n, REAL rate, REAL decay, REAL momentum, REAL share, REAL *restrict x,
                         const REAL *restrict g, REAL *restrict v, bool remembers, bool nesterov) {
  for (int64_t p = 0; p < n; p++) {
    REAL d = g[p] + decay * x[p];
    if (remembers) {
      REAL velocity = momentum * v[p] + share * d;
      v[p] = velocity;
      d = nesterov ? d + momentum * velocity : velocity;
    }
    x[p] -= rate * d;
  }
}
INLINE void FN(sgd_body)(int64_t n, REAL rate, REAL decay, REAL momentum, REAL share, bool nesterov, REAL *x,
                         const REAL *g, REAL *v, int level) {
  (void)level;
  if (!v) FN(sgd_loop)(n, rate, decay, momentum, share, x, g, v, false, false);
  else if (nesterov) FN(sgd_loop)(n, rate, decay, momentum, share, x, g, v, true, true);
  else FN(sgd_loop)(n, rate, decay, momentum, share, x, g, v, true, false);
}
KERNEL(FN(sgd),
       (int64_t n, REAL rate, REAL decay, REAL momentum, REAL share, bool nesterov, REAL *x, const REAL *g, REAL *v),
       FN(sgd_body), n, rate, decay, momentum, share, nesterov, x, g, v)

INLINE void FN(adam_body)(int64_t n, REAL rate, REAL keep, REAL decay, REAL share1, REAL beta2, REAL share2, REAL root,
                          REAL epsilon, REAL *restrict x, const REAL *restrict g, REAL *restrict m, REAL *restrict v,
                          int level) {
  (void)level;
  for (int64_t p = 0; p < n; p++) {
    REAL d = g[p] + decay * x[p];
    REAL first = m[p] + share1 * (d - m[p]), second = beta2 * v[p] + share2 * (d * d);
    m[p] = first;
    v[p] = second;
    x[p] = keep * x[p] - rate * (first / (__builtin_elementwise_sqrt(second) / root + epsilon));
  }
}
KERNEL(FN(adam),
       (int64_t n, REAL rate, REAL keep, REAL decay, REAL share1, REAL beta2, REAL share2, REAL root, REAL epsilon,
        REAL *x, const REAL *g, REAL *m, REAL *v),
       FN(adam_body), n, rate, keep, decay, share1, beta2, share2, root, epsilon, x, g, m, v)

INLINE void FN(rmsprop_loop)(int64_t n, REAL rate, REAL decay, REAL alpha, REAL share, REAL epsilon, REAL momentum,
                             REAL *restrict x, const REAL *restrict g, REAL *restrict s, REAL *restrict m,
                             REAL *restrict v, bool centered, bool remembers) {
  for (int64_t p = 0; p < n; p++) {
    REAL d = g[p] + decay * x[p], square = alpha * s[p] + share * (d * d);
    s[p] = square;
    if (centered) {
      REAL mean = m[p] + share * (d - m[p]);
      m[p] = mean;
      /* A variance below zero is rounding. */
      square -= mean * mean;
      square = square < 0 ? 0 : square;
    }
    d /= __builtin_elementwise_sqrt(square) + epsilon;
    if (remembers) v[p] = d = momentum * v[p] + d;
    x[p] -= rate * d;
  }
}
INLINE void FN(rmsprop_body)(int64_t n, REAL rate, REAL decay, REAL alpha, REAL share, REAL epsilon, REAL momentum,
                             REAL *x, const REAL *g, REAL *s, REAL *m, REAL *v, int level) {
  (void)level;
#define LOOP(centered, remembers) \
  FN(rmsprop_loop)(n, rate, decay, alpha, share, epsilon, momentum, x, g, s, m, v, centered, remembers)
  if (m && v) LOOP(true, true);
  else if (m) LOOP(true, false);
  else if (v) LOOP(false, true);
  else LOOP(false, false);
#undef LOOP
}
KERNEL(FN(rmsprop),
       (int64_t n, REAL rate, REAL decay, REAL alpha, REAL share, REAL epsilon, REAL momentum, REAL *x, const REAL *g,
        REAL *s, REAL *m, REAL *v),
       FN(rmsprop_body), n, rate, decay, alpha, share, epsilon, momentum, x, g, s, m, v)

INLINE void FN(clamp_body)(int64_t n, REAL most, REAL *x, int level) {
  (void)level;
  for (int64_t p = 0; p < n; p++) x[p] = x[p] < -most ? -most : x[p] > most ? most : x[p];
}
KERNEL(FN(clamp), (int64_t n, REAL most, REAL *x), FN(clamp_body), n, most, x)

#endif
