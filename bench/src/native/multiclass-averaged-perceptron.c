// Averaged perceptron for many classes. Sparse: weight and weighted sum of a class side by side, and the classes of a
// feature; dense: two rows per class.
#include "host.h"

#define FAR (INT64_C(1) << 60)

static int64_t weights[CLASSES], sums[CLASSES];

static inline void score_weights(void) {
#ifdef DENSE
  for (int c = 0; c < CLASSES; c++) {
    const cell *row = state + 2 * c * config_stride;
    weights[c] = clamp(row_dot(row), -FAR, FAR) + row[FEATURES];
  }
#else
  for (int c = 0; c < CLASSES; c++) weights[c] = state[(FEATURES * CLASSES + c) * 2];
  for (int p = 0; p < entries; p++) {
    const cell *neighbours = state + indices[p] * CLASSES * 2;
    for (int c = 0; c < CLASSES; c++) weights[c] += neighbours[2 * c];
  }
#endif
}

static inline void score_both(void) {
#ifdef DENSE
  score_weights();
  for (int c = 0; c < CLASSES; c++) {
    const cell *row = state + (2 * c + 1) * config_stride;
    sums[c] = clamp(row_dot(row), -FAR, FAR) + row[FEATURES];
  }
#else
  for (int c = 0; c < CLASSES; c++) {
    weights[c] = state[(FEATURES * CLASSES + c) * 2];
    sums[c] = state[(FEATURES * CLASSES + c) * 2 + 1];
  }
  for (int p = 0; p < entries; p++) {
    const cell *neighbours = state + indices[p] * CLASSES * 2;
    for (int c = 0; c < CLASSES; c++) {
      weights[c] += neighbours[2 * c];
      sums[c] += neighbours[2 * c + 1];
    }
  }
#endif
}

/* w - u / t in whole numbers and a rest of t parts, without a product that could overflow. */
static inline int predict(void) {
  int64_t t = MAX(1, hot[0]);
  score_both();
  int best = 0;
  int64_t most = INT64_MIN, least = 0;
  for (int c = 0; c < CLASSES; c++) {
    int64_t quotient = sums[c] / t;
    if (quotient * t > sums[c]) quotient--;
    int64_t whole = weights[c] - quotient, rest = sums[c] - quotient * t;
    if (whole > most || (whole == most && rest < least)) {
      most = whole;
      least = rest;
      best = c;
    }
  }
  return best;
}

static inline void move(int class, int64_t step, int64_t t) {
  int64_t intercept_step = config_learningRate * config_interceptRateQ16 / 65536;
  if (step < 0) intercept_step = -intercept_step;
#ifdef DENSE
  row_axpy(state + 2 * class * config_stride, step);
  add_to(2 * class * config_stride + FEATURES, intercept_step);
  row_axpy(state + (2 * class + 1) * config_stride, step * t);
  add_to((2 * class + 1) * config_stride + FEATURES, intercept_step * t);
#else
  for (int p = 0; p < entries; p++) {
    int i = (indices[p] * CLASSES + class) * 2;
    add_to(i, step);
    add_to(i + 1, step * t);
  }
  int i = (FEATURES * CLASSES + class) * 2;
  add_to(i, intercept_step);
  add_to(i + 1, intercept_step * t);
#endif
}

static inline void update(int label) {
  int64_t t = hot[0];
  set_hot(0, t + 1);
  score_weights();
  int guess = 0;
  for (int c = 1; c < CLASSES; c++)
    if (weights[c] > weights[guess]) guess = c;
  if (guess == label) return;
  move(label, config_learningRate, t);
  move(guess, -config_learningRate, t);
}

#include "main.h"
