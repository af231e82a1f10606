// Perceptron for two classes, sparse or dense.
#include "host.h"

static inline int predict(void) { return row_dot(state) > -hot[0]; }

static inline void update(int label) {
  if (predict() == label) return;
  int64_t step = label ? config_learningRate : -config_learningRate;
  set_hot(0, hot[0] + step * config_interceptRateQ16 / 65536);
  row_axpy(state, step);
}

#include "main.h"
