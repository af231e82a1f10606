// What every model needs: the state, the checked sample, and the row operations. The compiler is told the composition:
// FEATURES CLASSES LANE VALUE_BITS MAX_ENTRIES STATE_CELLS HOT_CELLS HOT_LEAST HOT_MOST, DENSE for dense samples, and
// config_<name> for constants and parameters.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PASTE(a, b, c) a##b##c
#define INTEGER(bits) PASTE(int, bits, _t)
typedef INTEGER(LANE) cell;

#define CELL_MOST ((int64_t)((UINT64_C(1) << (LANE - 1)) - 1))
/* 2^COUNT_BITS is above the number of entries. */
#define COUNT_BITS (32 - __builtin_clz(MAX_ENTRIES))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))

static cell state[STATE_CELLS];
static int64_t hot[MAX(HOT_CELLS, 1)];
static const int64_t hot_least[] = HOT_LEAST;
static const int64_t hot_most[] = HOT_MOST;

static int entries;
#ifdef DENSE
static int32_t values[FEATURES];
/* Every value is at least -2^magnitude_bits and below 2^magnitude_bits. */
static int magnitude_bits;
#else
static uint16_t indices[MAX_ENTRIES];
#endif

static inline int64_t clamp(int64_t v, int64_t least, int64_t most) { return MIN(most, MAX(least, v)); }

static inline void set_hot(int k, int64_t v) { hot[k] = clamp(v, hot_least[k], hot_most[k]); }

/* The change is far from the ends of 64 bits. */
static inline void add_to(int i, int64_t change) {
  state[i] = (cell)clamp(state[i] + change, -CELL_MOST - 1, CELL_MOST);
}

/* Checks the canonical bytes and reads them. */
static inline bool open_sample(const uint8_t *bytes, uint32_t length) {
#ifdef DENSE
  if (length != 4 * FEATURES) return false;
  entries = FEATURES;
  int32_t magnitude = 0;
  for (int p = 0; p < FEATURES; p++) {
    uint32_t raw;
    memcpy(&raw, bytes + 4 * p, 4);
    int32_t value = (int32_t)__builtin_bswap32(raw);
    magnitude |= value ^ (value >> 31);
    values[p] = value;
  }
  magnitude_bits = magnitude ? 32 - __builtin_clz((uint32_t)magnitude) : 0;
  return true;
#else
  int n = (int)(length / 2);
  if (length % 2 || n == 0 || n > MAX_ENTRIES) return false;
  entries = n;
  for (int p = 0; p < n; p++) {
    uint16_t raw;
    memcpy(&raw, bytes + 2 * p, 2);
    indices[p] = __builtin_bswap16(raw);
  }
  int disorder = 0;
  for (int p = 1; p < n; p++) disorder |= indices[p] <= indices[p - 1];
  return !disorder && indices[n - 1] < FEATURES;
#endif
}

static inline int64_t saturated(__int128 v) {
  return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (int64_t)v;
}

/* floor(sum(value * cell) / 2^VALUE_BITS) over the row; the sum is exact. */
static inline int64_t row_dot(const cell *row) {
#ifdef DENSE
  if (COUNT_BITS + magnitude_bits + LANE - 1 <= 62) {
    int64_t sum = 0;
    for (int p = 0; p < FEATURES; p++) sum += (int64_t)values[p] * row[p];
    return sum >> VALUE_BITS;
  }
  __int128 sum = 0;
  for (int p = 0; p < FEATURES; p++) sum += (__int128)values[p] * row[p];
  return saturated(sum >> VALUE_BITS);
#else
  int64_t sum = 0;
  for (int p = 0; p < entries; p++) sum += row[indices[p]];
  return sum;
#endif
}

/* Adds floor(value * d / 2^VALUE_BITS) to every cell of the row; they saturate. */
static inline void row_axpy(cell *row, int64_t d) {
  int64_t factor = clamp(d, INT32_MIN, INT32_MAX);
#ifdef DENSE
  for (int p = 0; p < FEATURES; p++) {
    int64_t sum = row[p] + (values[p] * factor >> VALUE_BITS);
    row[p] = (cell)clamp(sum, -CELL_MOST - 1, CELL_MOST);
  }
#else
  for (int p = 0; p < entries; p++) {
    int64_t sum = row[indices[p]] + factor;
    row[indices[p]] = (cell)clamp(sum, -CELL_MOST - 1, CELL_MOST);
  }
#endif
}

/* floor(sum(value^2) / 2^VALUE_BITS) */
static inline int64_t row_norm(void) {
#ifdef DENSE
  if (COUNT_BITS + 2 * magnitude_bits <= 62) {
    int64_t sum = 0;
    for (int p = 0; p < FEATURES; p++) sum += (int64_t)values[p] * values[p];
    return sum >> VALUE_BITS;
  }
  __int128 sum = 0;
  for (int p = 0; p < FEATURES; p++) sum += (__int128)values[p] * values[p];
  return saturated(sum >> VALUE_BITS);
#else
  return (int64_t)entries << VALUE_BITS;
#endif
}
