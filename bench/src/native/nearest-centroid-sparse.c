// Nearest centroid over present features, the classes of a feature side by side.
#include "host.h"
#include "math.h"

static inline int predict(void) {
  int64_t dots[CLASSES] = {0};
  for (int p = 0; p < entries; p++) {
    const cell *counts = state + indices[p] * CLASSES;
    for (int c = 0; c < CLASSES; c++) dots[c] += counts[c];
  }
  int best = 0;
  int64_t nearest = INT64_MIN;
  for (int c = 0; c < CLASSES; c++) {
    int64_t samples = MIN(config_capacity, hot[2 * c]);
    if (!samples) continue;
    int64_t over = 2 * samples * clamp(dots[c], 0, entries * samples) - hot[2 * c + 1];
    int64_t size = mul_div((uint64_t)(over < 0 ? -over : over), UINT64_C(1) << 32, (uint64_t)(samples * samples));
    int64_t near = over < 0 ? -size : size;
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
  set_hot(2 * label, samples + 1);
  int64_t dot = 0;
  for (int p = 0; p < entries; p++) {
    int i = indices[p] * CLASSES + label;
    dot += state[i];
    add_to(i, 1);
  }
  set_hot(2 * label + 1, hot[2 * label + 1] + 2 * dot + entries);
}

#include "main.h"
