// Perceptron for many classes: sparse with the classes of a feature side by side, dense with one row per class.
#include "host.h"

#define FAR (INT64_C(1) << 60)

static inline int predict(void) {
  int64_t scores[CLASSES];
#ifdef DENSE
  for (int c = 0; c < CLASSES; c++) {
    const cell *row = state + c * config_stride;
    scores[c] = clamp(row_dot(row), -FAR, FAR) + row[FEATURES];
  }
#else
  for (int c = 0; c < CLASSES; c++) scores[c] = state[FEATURES * CLASSES + c];
  for (int p = 0; p < entries; p++) {
    const cell *neighbours = state + indices[p] * CLASSES;
    for (int c = 0; c < CLASSES; c++) scores[c] += neighbours[c];
  }
#endif
  int best = 0;
  for (int c = 1; c < CLASSES; c++)
    if (scores[c] > scores[best]) best = c;
  return best;
}

static inline void move(int class, int64_t step) {
  int64_t intercept_step = step * config_interceptRateQ16 / 65536;
#ifdef DENSE
  row_axpy(state + class * config_stride, step);
  add_to(class * config_stride + FEATURES, intercept_step);
#else
  for (int p = 0; p < entries; p++) add_to(indices[p] * CLASSES + class, step);
  add_to(FEATURES * CLASSES + class, intercept_step);
#endif
}

static inline void update(int label) {
  int guess = predict();
  if (guess == label) return;
  move(label, config_learningRate);
  move(guess, -config_learningRate);
}

#include "main.h"
