// Nearest centroid over dense samples: one row of sums per class.
#include "host.h"
#include "math.h"

#define FAR (INT64_C(1) << 61)
#define FINE (INT64_C(1) << 16)
#define FARTHEST ((INT64_C(1) << 62) - 1)

static inline int predict(void) {
  int best = 0;
  int64_t nearest = INT64_MIN;
  for (int c = 0; c < CLASSES; c++) {
    int64_t samples = MIN(config_capacity, hot[2 * c]);
    if (!samples) continue;
    int64_t dot = row_dot(state + c * config_stride);
    uint64_t length = dot < 0 ? -(uint64_t)dot : (uint64_t)dot;
    int64_t size = MIN(FARTHEST, mul_div(length, 2 * FINE, (uint64_t)samples));
    int64_t own = MIN(FARTHEST, mul_div((uint64_t)hot[2 * c + 1], FINE, (uint64_t)(samples * samples)));
    int64_t near = (dot < 0 ? -size : size) - own;
    if (near > nearest) {
      nearest = near;
      best = c;
    }
  }
  return best;
}

static inline void update(int label) {
  int64_t samples = hot[2 * label];
  if (samples >= config_capacity) return;
  int64_t norm = row_norm();
  if (norm > config_maxNorm) return;
  cell *row = state + label * config_stride;
  int64_t length = hot[2 * label + 1] + 2 * clamp(row_dot(row), -FAR, FAR) + norm;
  if (length > config_longest) return;
  set_hot(2 * label, samples + 1);
  set_hot(2 * label + 1, length);
  row_axpy(row, config_one);
}

#include "main.h"
