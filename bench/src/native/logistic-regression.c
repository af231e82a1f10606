// Logistic regression for two classes by stochastic gradient descent, sparse or dense.
#include "host.h"
#include "math.h"

#define ONE INT64_C(65536)
#define REACH (INT64_C(16) << 16)
#define FAR (INT64_C(1) << 60)

static inline int64_t score(void) { return clamp(row_dot(state), -FAR, FAR) + hot[0]; }

static inline int predict(void) { return score() > 0; }

static inline void update(int label) {
  int64_t sign = label ? 1 : -1;
  int64_t margin = clamp(sign * score(), -REACH, REACH);
  int64_t missing = ONE * ONE / (ONE + exp2_q16(margin * 94548 >> 16));
  int64_t step = config_learningRateQ16 * missing / ONE;
  if (!step) return;
  set_hot(0, hot[0] + sign * (step * config_interceptRateQ16 / ONE));
  row_axpy(state, sign * step);
}

#include "main.h"
