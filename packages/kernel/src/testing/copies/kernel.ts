// Not a mechanism: trains the working copy, answers margins and assigns, as its caller asks. pool 0 to 3 = results.
import { call, code, copy, pool, record, SERVED, WORKING } from "@chainlearn/kernel/assembly";

const NEXT = 0, PREDICTED = 2;
/** What the caller chooses by an argument: a copy, or the copy that is the source. */
const FROM_WORKING = 1;

export function quote(): i64 {
  return 0;
}

export function add(): i64 {
  copy.update(WORKING, record.label());
  return 0;
}

/** What a settlement does: the served copy judges, the working copy learns what it takes for valid. */
export function settle(): i32 {
  const margin = copy.margin(SERVED, record.label());
  pool.set(SERVED, margin);
  if (margin < 0) return 0;
  copy.update(WORKING, record.label());
  return 1;
}

/** Margins and predictions of both copies for the sample. Argument 0: the label. */
export function ask(): i32 {
  const label = <i32>call.arg(0);
  pool.set(SERVED, copy.margin(SERVED, label));
  pool.set(WORKING, copy.margin(WORKING, label));
  pool.set(PREDICTED + SERVED, copy.predict(SERVED));
  pool.set(PREDICTED + WORKING, copy.predict(WORKING));
  return 0;
}

/** Arguments: the copy, the label. */
export function train(): i32 {
  const label = <i32>call.arg(1);
  if (call.arg(0) == WORKING) copy.update(WORKING, label);
  else copy.update(SERVED, label);
  return 0;
}

/** Arguments: the source, first word, number of words. */
export function assign(): i32 {
  const first = <i32>call.arg(1);
  const count = <i32>call.arg(2);
  pool.set(
    NEXT,
    call.arg(0) == FROM_WORKING
      ? copy.assign(WORKING, SERVED, first, count)
      : copy.assign(SERVED, WORKING, first, count),
  );
  return 0;
}

/** Changes everything and refuses then. */
export function undone(): i32 {
  copy.update(SERVED, record.label() ? 0 : 1);
  copy.assign(SERVED, WORKING, 0, i32.MAX_VALUE);
  copy.update(WORKING, record.label());
  copy.assign(WORKING, SERVED, 0, 1);
  call.reject(code.NOT_PERMITTED);
  return 0;
}

/** Asks about a sample that the call does not bring. */
export function blind(): i32 {
  return copy.predict(SERVED);
}
