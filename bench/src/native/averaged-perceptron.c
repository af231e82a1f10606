// Averaged perceptron for two classes, sparse: weight and weighted sum of each feature side by side.
#include "host.h"

static inline int predict(void) {
  int64_t t = MAX(1, hot[0]), w = hot[1], u = hot[2];
  for (int p = 0; p < entries; p++) {
    w += state[2 * indices[p]];
    u += state[2 * indices[p] + 1];
  }
  int64_t floor = u / t;
  if (floor * t > u) floor--;
  return w > floor;
}

static inline void update(int label) {
  int64_t t = hot[0], w = hot[1];
  set_hot(0, t + 1);
  for (int p = 0; p < entries; p++) w += state[2 * indices[p]];
  if ((w > 0) == label) return;
  int64_t step = label ? config_learningRate : -config_learningRate;
  int64_t intercept_step = step * config_interceptRateQ16 / 65536;
  set_hot(1, hot[1] + intercept_step);
  set_hot(2, hot[2] + intercept_step * t);
  for (int p = 0; p < entries; p++) {
    add_to(2 * indices[p], step);
    add_to(2 * indices[p] + 1, step * t);
  }
}

#include "main.h"
