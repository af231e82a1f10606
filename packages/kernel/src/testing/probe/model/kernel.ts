// Not a model: the label says which words `update` runs. hot 0 = operand, hot 1 = result. `operand` and `index` are
// read from the first three values of the sample, so that tests choose them.
import { hot, label as labels, row, sample, scratch, state } from "@chainlearn/kernel/assembly";

const OPERAND = 0, RESULT = 1;
/** A sample whose first value is this makes `predict` trap. */
const POISON: i32 = 666;

// @ts-ignore: decorator
@inline function operand(): i64 {
  return (i64(sample.value(0)) << 32) | i64(u32(sample.value(1)));
}

export function predict(): i32 {
  if (sample.value(0) == POISON) unreachable();
  // Seen again only if the host forgets to clear the scratch cells.
  if (scratch.get(0) != 0) return 3;
  scratch.set(0, 1);
  return row.dot(0) > 0 ? 1 : 0;
}

export function update(label: i32): void {
  const index = sample.value(2);
  switch (label) {
    case 0:
      hot.set(OPERAND, operand());
      break;
    case 1:
      row.axpy(0, hot.get(OPERAND));
      break;
    case 2:
      hot.set(RESULT, row.dot(0));
      break;
    case 3:
      hot.set(RESULT, row.norm());
      break;
    case 4:
      state.set(index, hot.get(OPERAND));
      break;
    case 5:
      state.add(index, hot.get(OPERAND));
      break;
    case 6:
      hot.set(RESULT, state.get(index));
      break;
    case 7:
      hot.set(RESULT, scratch.get(0) | scratch.get(1) | scratch.get(2));
      scratch.set(index, hot.get(OPERAND));
      hot.set(OPERAND, scratch.get(index));
      break;
    case 8:
      hot.set(RESULT, sample.value(index));
      break;
    case 9:
      hot.set(RESULT, sample.index(index));
      break;
    case 10:
      hot.set(RESULT, sample.count());
      break;
    case 11:
      hot.set(index, hot.get(OPERAND));
      break;
    case 12:
      hot.set(RESULT, hot.get(index));
      break;
    case 13:
      row.axpy(index, hot.get(OPERAND));
      break;
    case 14:
      hot.set(RESULT, row.dot(index));
      break;
    case 15:
      hot.set(RESULT, scratch.get(index));
      break;
    case 30:
      hot.set(RESULT, labels.count());
      break;
  }
}
