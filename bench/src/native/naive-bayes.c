// Multinomial naive Bayes over present features, the classes of a feature side by side.
#include "host.h"
#include "math.h"

static inline int predict(void) {
  int64_t scores[CLASSES] = {0};
  for (int p = 0; p < entries; p++) {
    const cell *counts = state + indices[p] * CLASSES;
    for (int c = 0; c < CLASSES; c++)
      scores[c] += log2_q16((MAX(0, (int64_t)counts[c]) << 16) + config_smoothingQ16);
  }
  int best = 0;
  int64_t most = INT64_MIN;
  for (int c = 0; c < CLASSES; c++) {
    int64_t samples = hot[2 * c];
    if (!samples) continue;
    int64_t seen = log2_q16((hot[2 * c + 1] << 16) + config_smoothingQ16 * FEATURES);
    int64_t score = log2_q16(samples) + scores[c] - entries * seen;
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

static inline void update(int label) {
  int64_t samples = hot[2 * label];
  if (samples >= config_capacity) return;
  set_hot(2 * label, samples + 1);
  set_hot(2 * label + 1, hot[2 * label + 1] + entries);
  for (int p = 0; p < entries; p++) add_to(indices[p] * CLASSES + label, 1);
}

#include "main.h"
