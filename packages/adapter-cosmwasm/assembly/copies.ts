// Two copies of the model's numbers side by side: their own predictions, training and margins, and how one gets what the
// other has.
import { COPIES, HOT_COUNT, runMargin, STATE_WORDS } from "./config";
import { clearScratch, predictLabel, trainModel } from "./kernels";
import { getHot, setHot } from "./meter";
import { assertLabel, sampleCount } from "./sample";
import { assignWord, copyInUse, useCopy } from "./state";

const SERVED: i32 = 0;
/** Hot cells of one copy. */
const HOT_OF_COPY: i32 = HOT_COUNT / COPIES;

/** The model's hot cells, of the copy in use. */
export function getOwnHot(k: i32): i64 {
  if (COPIES == 1) return getHot(k);
  if (<u32>k >= <u32>HOT_OF_COPY) unreachable();
  return getHot(k + copyInUse * HOT_OF_COPY);
}

export function setOwnHot(k: i32, value: i64): void {
  if (COPIES == 1) setHot(k, value);
  else {
    if (<u32>k >= <u32>HOT_OF_COPY) unreachable();
    setHot(k + copyInUse * HOT_OF_COPY, value);
  }
}

export function marginOf(which: i32, label: i32): i64 {
  sampleCount();
  assertLabel(label);
  clearScratch();
  useCopy(which);
  const margin = runMargin(label);
  useCopy(SERVED);
  return margin;
}

export function predictLabelOf(which: i32): i32 {
  useCopy(which);
  const label = predictLabel();
  useCopy(SERVED);
  return label;
}

export function trainModelOf(which: i32, label: i32): void {
  useCopy(which);
  trainModel(label);
  useCopy(SERVED);
}

/** Words first to first + count - 1, with the last of all the hot cells. Returns the next word, or 0 behind the last. */
export function assignCopy(from: i32, to: i32, first: i32, count: i32): i32 {
  if (<u32>from >= <u32>COPIES || <u32>to >= <u32>COPIES || from == to) unreachable();
  if (<u32>first >= <u32>STATE_WORDS || count < 1) unreachable();
  const isLast = count >= STATE_WORDS - first;
  const end = isLast ? STATE_WORDS : first + count;
  for (let word = first; word < end; word++) assignWord(word, from, to);
  if (!isLast) return end;
  for (let k = 0; k < HOT_OF_COPY; k++) setHot(k + to * HOT_OF_COPY, getHot(k + from * HOT_OF_COPY));
  return 0;
}
