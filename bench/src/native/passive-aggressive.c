// Passive-aggressive classifier PA-I for two classes, sparse or dense.
#include "host.h"
#include "math.h"

#define FAR (INT64_C(1) << 60)

static inline int64_t score(void) { return clamp(row_dot(state), -FAR, FAR) + hot[0]; }

static inline int predict(void) { return score() > 0; }

static inline void update(int label) {
  int64_t sign = label ? 1 : -1;
  int64_t loss = config_targetMargin - sign * score();
  if (loss <= 0) return;
  int64_t length = MIN(FAR, row_norm()) + config_one * config_interceptRateQ16 / 65536;
  int64_t step = config_aggressiveness;
  if (length > 0) step = MIN(step, mul_div((uint64_t)loss, (uint64_t)config_one, (uint64_t)length));
  if (!step) return;
  set_hot(0, hot[0] + sign * (step * config_interceptRateQ16 / 65536));
  row_axpy(state, sign * step);
}

#include "main.h"
