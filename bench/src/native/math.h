// The integer functions of docs/spec/math.md.
#pragma once
#include <stdint.h>

static inline int64_t q31(int64_t a, int64_t b) { return (a * b) >> 31; }

/* floor(a * b / c) for c above 0, all unsigned; at most 2^63 - 1. */
static inline int64_t mul_div(uint64_t a, uint64_t b, uint64_t c) {
  unsigned __int128 product = (unsigned __int128)a * b;
  if ((product >> 64) == 0) {
    uint64_t quotient = (uint64_t)product / c;
    return quotient > INT64_MAX ? INT64_MAX : (int64_t)quotient;
  }
  unsigned __int128 quotient = product / c;
  return quotient > INT64_MAX ? INT64_MAX : (int64_t)quotient;
}

/* Q16, for x of at least 1. */
static inline int64_t log2_q16(int64_t x) {
  int zeros = __builtin_clzll((uint64_t)x);
  int64_t m = (int64_t)((((uint64_t)x << zeros) & INT64_MAX) >> 32);
  int64_t q = 55494091;
  q = q31(q, m) - 206064930;
  q = q31(q, m) + 390732252;
  q = q31(q, m) - 591847166;
  q = q31(q, m) + 950358030;
  return ((int64_t)(63 - zeros) << 16) + ((m + q31(q31(m, (INT64_C(1) << 31) - m), q) + (1 << 14)) >> 15);
}

/* 2^(x / 2^16), Q16. */
static inline int64_t exp2_q16(int64_t x) {
  if (x >= 47 << 16) return INT64_MAX;
  if (x < -17 * (1 << 16)) return 0;
  int64_t whole = x >> 16;
  int64_t f = (x & 0xffff) << 15;
  int64_t q = -466327;
  q = q31(q, f) - 3137985;
  q = q31(q, f) - 23921469;
  q = q31(q, f) - 143072779;
  q = q31(q, f) - 658961730;
  int64_t one = INT64_C(1) << 31;
  int64_t v = one + f + q31(q31(f, one - f), q);
  return whole >= 15 ? v << (whole - 15) : (v + (INT64_C(1) << (14 - whole))) >> (15 - whole);
}
