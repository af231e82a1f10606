// Not a model: runs one word per call. hot 0 = which, hot 1 to 3 = arguments, hot 4 = result.
import { hot, label as labels, math, row, sample, scratch, state } from "@chainlearn/kernel/assembly";

function word(which: i32, a: i64, b: i64, c: i64): i64 {
  switch (which) {
    case 0:
      return sample.count();
    case 1:
      return sample.index(<i32>a);
    case 2:
      return sample.value(<i32>a);
    case 3:
      return state.get(<i32>a);
    case 4:
      state.set(<i32>a, b);
      return 0;
    case 5:
      state.add(<i32>a, b);
      return 0;
    case 6:
      return row.dot(<i32>a);
    case 7:
      row.axpy(<i32>a, b);
      return 0;
    case 8:
      return row.norm();
    case 9:
      return hot.get(<i32>a);
    case 10:
      hot.set(<i32>a, b);
      return 0;
    case 11:
      return scratch.get(<i32>a);
    case 12:
      scratch.set(<i32>a, b);
      return scratch.get(<i32>a);
    case 13:
      return math.mulDiv(a, b, c);
    case 14:
      return math.isqrt(a);
    case 15:
      return math.log2(a);
    case 16:
      return math.exp2(a);
    case 17:
      return labels.count();
  }
  return -1;
}

export function predict(): i32 {
  return 0;
}

export function update(label: i32): void {
  hot.set(4, word(<i32>hot.get(0), hot.get(1), hot.get(2), hot.get(3)));
}
