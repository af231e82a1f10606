import { log2 } from "../math";
import { logsAt } from "./shape";

/** Logarithms that are remembered; the same few counts occur again and again. A power of two. */
const REMEMBERED: i64 = 2048;

/** math.log2, from memory where the last number with this place was the same. */
export function math_log2(x: i64): i64 {
  if (x < 1) unreachable();
  // Counts are shifted by 16 bits, so that is where neighbours differ. Place by place: number, logarithm.
  const at = logsAt() + (<usize>((x >> 16) & (REMEMBERED - 1)) << 4);
  if (load<i64>(at) == x) return load<i64>(at, 8);
  const log = log2(x);
  store<i64>(at, x);
  store<i64>(at, log, 8);
  return log;
}
