/* The activation functions of an element, for each precision that this is included in: one set, so that they have the same
 * bits wherever they are applied. */
#define IS_DOUBLE (sizeof(REAL) == sizeof(double))
typedef __typeof__(((FN(v1)){0} == (FN(v1)){0})[0]) FN(bits); /* an integer as wide as REAL */

/* About the logarithm of the smallest normal number: exp is 0 below. */
static const REAL FN(least_exponent) = IS_DOUBLE ? -708 : -87;

/* exp(x) = s + s p and exp(x) - 1 = s p + (s - 1) for x <= 0: s is a power of 2, p = exp(r) - 1 for the remainder r, at
 * most ln(2) / 2, by Taylor's series. Without a branch or a call, so that loops over it vectorise. */
INLINE REAL FN(power_of_e)(REAL x, REAL *s) {
  static const double factors[] = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880,
                                   1.0 / 40320,      1.0 / 5040,      1.0 / 720,      1.0 / 120,     1.0 / 24,
                                   1.0 / 6,          1.0 / 2,         1};
  /* Numbers near `shift` are so large that adding it rounds to an integer, which the last bits of the sum then are. */
  const REAL shift = IS_DOUBLE ? 0x1.8p52 + 1023 : 0x1.8p23 + 127;
  const REAL ln2 = IS_DOUBLE ? 0x1.62e42fefa38p-1 : 0x1.62e4p-1;
  const REAL rest = IS_DOUBLE ? 0x1.ef35793c7673p-45 : 0x1.7f7d1cp-20;
  x = x < FN(least_exponent) ? FN(least_exponent) : x; /* NaN stays NaN */
  REAL rounded = x * (REAL)0x1.71547652b82fep0 + shift, k = rounded - shift;
  FN(bits) exponent;
  __builtin_memcpy(&exponent, &rounded, sizeof exponent);
  exponent = (FN(bits))((IS_DOUBLE ? (uint64_t)exponent << 52 : (uint64_t)exponent << 23));
  __builtin_memcpy(s, &exponent, sizeof exponent);
  REAL r = (x - k * ln2) - k * rest, sum = 0;
  _Pragma("clang loop unroll(full)") for (int n = IS_DOUBLE ? 0 : 5; n < 13; n++) sum = sum * r + (REAL)factors[n];
  return sum * r;
}

INLINE REAL FN(exp_of)(REAL x) {
  REAL s, p = FN(power_of_e)(x, &s);
  return x < FN(least_exponent) ? 0 : s + s * p;
}

INLINE REAL FN(expm1_of)(REAL x) {
  REAL s, p = FN(power_of_e)(x, &s);
  return s * p + (s - 1);
}

/* log(1 + e) for e in 0 ... 1, as 2 artanh(e / (2 + e)). */
INLINE REAL FN(log1p_of)(REAL e) {
  REAL w = e / (2 + e), sum = 0;
  _Pragma("clang loop unroll(full)") for (int n = IS_DOUBLE ? 16 : 7; n >= 0; n--)
      sum = sum * (w * w) + 1 / (REAL)(2 * n + 1);
  return 2 * w * sum;
}

INLINE REAL FN(tanh_of)(REAL x) {
  REAL e = FN(expm1_of)(-2 * fabs(x)), t = -e / (2 + e);
  return x < 0 ? -t : t;
}

INLINE REAL FN(sigmoid_of)(REAL x) {
  REAL e = FN(exp_of)(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE REAL FN(softplus_of)(REAL x) {
  return (x < 0 ? 0 : x) + FN(log1p_of)(FN(exp_of)(-fabs(x)));
}

#undef IS_DOUBLE
