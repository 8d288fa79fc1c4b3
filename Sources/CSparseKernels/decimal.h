/* Decimal text to the nearest floating-point number. */
#ifndef SPARSEAD_DECIMAL_H
#define SPARSEAD_DECIMAL_H

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

/* A number is w 10^e. It is rounded once, to nearest and ties to even, by the first of these that can:
 *   w and 10^|e| are both exact doubles: one multiplication or division (Clinger 1990);
 *   w < 2^64 and 5^|e| < 2^64: an exact product or an exact quotient and remainder in 128-bit integers;
 *   otherwise the C library's strtod, given digits and an exponent without a decimal point, so that the locale
 *   cannot matter. */

enum { FIVES = 28, LONGEST = 800 };

/* clang-format off */
#define POWERS(X) \
  X(1), X(5), X(25), X(125), X(625), X(3125), X(15625), X(78125), X(390625), X(1953125), X(9765625), X(48828125), \
  X(244140625), X(1220703125), X(6103515625), X(30517578125), X(152587890625), X(762939453125), X(3814697265625), \
  X(19073486328125), X(95367431640625), X(476837158203125), X(2384185791015625), X(11920928955078125), \
  X(59604644775390625), X(298023223876953125), X(1490116119384765625), X(7450580596923828125)
/* clang-format on */
#define ITSELF(power) power##ULL
/* 2^127 over the power shifted to fill 64 bits, rounded down; that of 1 does not fit, and is not needed. */
#define RECIPROCAL(power) \
  (uint64_t)(((unsigned __int128)1 << 127) / ((unsigned __int128)power##ULL << __builtin_clzll(power##ULL)))
static const uint64_t five[FIVES] = {POWERS(ITSELF)};
static const uint64_t reciprocal[FIVES] = {POWERS(RECIPROCAL)};
static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static double power_of_two(int k) {
  uint64_t bits = (uint64_t)(k + 1023) << 52;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* value 2^shift to `bits` binary digits, where `more` says that the number is greater, by less than 2^shift. */
static inline double round_to(unsigned __int128 value, int shift, bool more, int bits) {
  uint64_t high = (uint64_t)(value >> 64);
  int drop = (high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)value)) - bits;
  if (drop > 0) {
    unsigned __int128 half = (unsigned __int128)1 << (drop - 1), rest = value & (2 * half - 1);
    value >>= drop;
    value += rest > half || (rest == half && (more || (value & 1)));
    shift += drop;
  }
  return (double)(uint64_t)value * power_of_two(shift);
}

/* w 10^e to `bits` binary digits, for 0 < w and |e| < FIVES. */
static double scale_exactly(uint64_t w, int e, int bits) {
  if (e >= 0) return round_to((unsigned __int128)w * five[e], e, false, bits);
  /* Both sides are shifted to fill 64 bits, so that the quotient has 63 or 64 of them. */
  int w_zeros = __builtin_clzll(w), d_zeros = __builtin_clzll(five[-e]);
  int shift = e + d_zeros - w_zeros - 63;
  w <<= w_zeros;
  /* The quotient is in [guess, guess + 2). That decides unless it may be half way between two results. */
  uint64_t guess = (uint64_t)((unsigned __int128)w * reciprocal[-e] >> 64);
  int drop = 64 - __builtin_clzll(guess) - bits;
  uint64_t half = (uint64_t)1 << (drop - 1), rest = guess & (2 * half - 1);
  if (half - rest > 2)
    return (double)((guess >> drop) + (rest > half)) * power_of_two(shift + drop);
  unsigned __int128 numerator = (unsigned __int128)w << 63;
  uint64_t divisor = five[-e] << d_zeros;
  unsigned __int128 quotient = numerator / divisor;
  return round_to(quotient, shift, quotient * divisor != numerator, bits);
}

/* The number written at `first`, a sign gone before it, of which `e` is the exponent of the last digit. */
static double scale_slowly(const char *first, int64_t e, int bits) {
  char digits[LONGEST + 32];
  int length = 0;
  bool more = false;
  for (const char *p = first; is_digit(*p) || *p == '.'; p++) {
    if (*p == '.' || (length == 0 && *p == '0')) continue;
    if (length < LONGEST) {
      digits[length++] = *p;
    } else {
      /* Past the digits that can decide a tie only whether there is anything matters. */
      more |= *p != '0';
      e++;
    }
  }
  if (length == 0) return 0;
  if (more) {
    digits[length++] = '1';
    e--;
  }
  if (e > 99999) e = 99999;
  if (e < -99999) e = -99999;
  snprintf(digits + length, 16, "e%d", (int)e);
  return bits == FLT_MANT_DIG ? strtof(digits, NULL) : strtod(digits, NULL);
}

/* Digits appended to the number `w`; returns what follows them. Eight at a time: pairs, then fours, then all are joined. */
static inline const char *read_digits(const char *p, uint64_t *w) {
  uint64_t value = *w;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  for (;; p += 8) {
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    uint64_t top = 0xF0F0F0F0F0F0F0F0, carried = (eight + 0x0606060606060606) & top;
    if (((eight & top) | carried >> 4) != 0x3333333333333333) break;
    eight -= 0x3030303030303030;
    eight = eight * 10 + (eight >> 8);
    uint64_t mask = 0x000000FF000000FF;
    eight = ((eight & mask) * 0x000F424000000064 + (eight >> 16 & mask) * 0x0000271000000001) >> 32;
    value = 100000000 * value + eight;
  }
#endif
  while (is_digit(*p)) value = 10 * value + (uint64_t)(*p++ - '0');
  *w = value;
  return p;
}

static bool has_word(const char *p, const char *word) {
  for (; *word; p++, word++)
    if ((*p | 32) != *word) return false;
  return true;
}

/* Reads `-1.5e3`, `.5`, `1.`, `1D+05`, `inf`, `infinity` or `nan` (case does not matter) and returns what follows it,
 * or NULL where there is none. A value too large is an infinity, and *overflow then true. */
static const char *read_real(const char *p, int bits, double *value, bool *overflow) {
  bool negative = *p == '-';
  p += negative || *p == '+';
  const char *first = p;
  uint64_t w = 0;
  while (is_digit(*p)) w = 10 * w + (uint64_t)(*p++ - '0');
  int64_t count = p - first, e = 0;
  if (*p == '.') {
    const char *fraction = ++p;
    p = read_digits(p, &w);
    e = fraction - p;
    count -= e;
  }
  if (count == 0) {
    if (has_word(first, "nan")) {
      *value = negative ? -__builtin_nan("") : __builtin_nan("");
      return first + 3;
    }
    if (!has_word(first, "inf")) return NULL;
    *value = negative ? -__builtin_inf() : __builtin_inf();
    return first + (has_word(first, "infinity") ? 8 : 3);
  }
  if ((*p | 32) == 'e' || (*p | 32) == 'd') {
    bool down = *++p == '-';
    p += down || *p == '+';
    if (!is_digit(*p)) return NULL;
    int64_t exponent = 0;
    for (; is_digit(*p); p++)
      if (exponent < 1000000000000) exponent = 10 * exponent + (*p - '0');
    e += down ? -exponent : exponent;
  }
  if (count > 19) { /* leading zeros do not count */
    for (const char *q = first; *q == '0' || *q == '.'; q++) count -= *q == '0';
  }
  double x;
  if (count > 19) {
    x = scale_slowly(first, e, bits);
  } else if (w == 0) {
    x = 0;
  } else if (bits == DBL_MANT_DIG && w <= (uint64_t)1 << 53 && -22 <= e && e <= 22) {
    x = e < 0 ? (double)w / ten[-e] : (double)w * ten[e];
  } else if (-FIVES < e && e < FIVES) {
    x = scale_exactly(w, (int)e, bits);
  } else {
    x = scale_slowly(first, e, bits);
  }
  *overflow = x > (bits == FLT_MANT_DIG ? FLT_MAX : DBL_MAX);
  *value = negative ? -x : x;
  return p;
}

#endif
