// The batch, the clock and the conversation with the bench: one letter a line on standard input, one answer a line.
//   u  train from a zero state, answer: nanoseconds     p  predict with the state that there is, answer: nanoseconds
//   s  write state, hot cells (64 bits each) and predictions (32 bits each) to the output file, answer: ok
// A sample or label out of order ends it with code 3.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint8_t *batch;
static uint32_t *predictions;
static uint32_t samples;

/* Processor time, which does not count what other programs do meanwhile. */
static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint32_t word_at(const uint8_t *at) {
  uint32_t word;
  memcpy(&word, at, 4);
  return word;
}

static void __attribute__((noinline)) update_all(void) {
  const uint8_t *at = batch;
  for (uint32_t k = 0; k < samples; k++) {
    uint32_t length = word_at(at), label = word_at(at + 4);
    if (label >= CLASSES || !open_sample(at + 8, length)) exit(3);
    update((int)label);
    at += 8 + ((length + 3) & ~UINT32_C(3));
  }
}

static void __attribute__((noinline)) predict_all(void) {
  const uint8_t *at = batch;
  for (uint32_t k = 0; k < samples; k++) {
    uint32_t length = word_at(at);
    if (!open_sample(at + 8, length)) exit(3);
    predictions[k] = (uint32_t)predict();
    at += 8 + ((length + 3) & ~UINT32_C(3));
  }
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  size_t size = strtoul(argv[2], NULL, 10);
  samples = (uint32_t)strtoul(argv[3], NULL, 10);
  batch = malloc(size);
  predictions = calloc(samples, 4);
  FILE *in = fopen(argv[1], "rb");
  if (!batch || !predictions || !in || fread(batch, 1, size, in) != size) return 2;
  fclose(in);
  for (int command; (command = getchar()) != EOF;) {
    int64_t start;
    switch (command) {
    case 'u':
      memset(state, 0, sizeof state);
      memset(hot, 0, sizeof hot);
      start = now();
      update_all();
      printf("%lld\n", (long long)(now() - start));
      break;
    case 'p':
      start = now();
      predict_all();
      printf("%lld\n", (long long)(now() - start));
      break;
    case 's': {
      FILE *out = fopen(argv[4], "wb");
      if (!out) return 2;
      fwrite(state, sizeof(cell), STATE_CELLS, out);
      fwrite(hot, 8, HOT_CELLS, out);
      fwrite(predictions, 4, samples, out);
      if (fclose(out)) return 2;
      printf("ok\n");
      break;
    }
    default:
      continue;
    }
    fflush(stdout);
  }
  return 0;
}
