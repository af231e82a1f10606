// Not a mechanism: runs the words about lists in parts and about secrets that an action's first argument names.
// pool 0 = result.
import { call, CALLER, digest, model, parts, pay, pool, record, sample, secret } from "@chainlearn/kernel/assembly";

const RESULT = 0;
const LIST = 0, OTHER = 1;
const REFUSED = 1000;

export function quote(): i64 {
  return 0;
}

/** Label 1 asks for parts, which an addition has not. */
export function add(): i64 {
  return record.label() == 1 ? parts.count() : 0;
}

export function keep(): i32 {
  digest.store(LIST);
  return 0;
}

export function keepOther(): i32 {
  digest.store(OTHER);
  return 0;
}

/** What `sample` says, as one number. */
function sum(): i64 {
  let total: i64 = 1000 * sample.count();
  for (let p = 0; p < sample.count(); p++) total += (p + 1) * (sample.index(p) + sample.value(p));
  return total;
}

/** Labels and samples of all items, as one number. */
function all(): i64 {
  let total: i64 = 0;
  for (let j = parts.count() - 1; j >= 0; j--) {
    total = 7 * total + parts.open(j);
    total = 3 * total + sum();
  }
  return total;
}

function correct(): i64 {
  let count: i64 = 0;
  for (let j = 0; j < parts.count(); j++) {
    const label = parts.open(j);
    count += i64(model.predict() == label);
  }
  return count;
}

export function open(): i32 {
  const operation = <i32>call.arg(0), a = call.arg(1), b = call.arg(2);
  switch (operation) {
    case 0:
      pool.set(RESULT, parts.match(LIST, <i32>a, <i32>b));
      break;
    case 1:
      pool.set(RESULT, parts.match(OTHER, <i32>a, <i32>b));
      break;
    case 2:
      pool.set(RESULT, parts.count());
      break;
    case 3:
      return parts.open(<i32>a);
    case 4:
      parts.open(<i32>a);
      pool.set(RESULT, sum());
      break;
    case 5:
      pool.set(RESULT, all());
      break;
    case 6:
      pool.set(RESULT, correct());
      break;
    case 7:
      model.update(parts.open(<i32>a));
      break;
    case 8:
      pool.set(RESULT, sum());
      break;
    case 9:
      pool.set(RESULT, model.predict());
      break;
    case 10:
      pay.to(CALLER, a);
      pool.set(RESULT, call.paid());
      break;
    case 11:
      model.update(parts.open(0));
      call.reject(REFUSED);
      break;
    case 12:
      model.update(<i32>a);
      break;
  }
  return 0;
}

export function show(): i32 {
  return parts.count();
}

/** Parts 0 to 3 of the secret, then of its commitment. */
export function tell(): i32 {
  switch (<i32>call.arg(0)) {
    case 0:
      pool.set(RESULT, secret.part(0));
      break;
    case 1:
      pool.set(RESULT, secret.part(1));
      break;
    case 2:
      pool.set(RESULT, secret.part(2));
      break;
    case 3:
      pool.set(RESULT, secret.part(3));
      break;
    case 4:
      pool.set(RESULT, secret.commitment(0));
      break;
    case 5:
      pool.set(RESULT, secret.commitment(1));
      break;
    case 6:
      pool.set(RESULT, secret.commitment(2));
      break;
    case 7:
      pool.set(RESULT, secret.commitment(3));
      break;
  }
  return 0;
}

/** About nothing: everything that a call without parts and digest has not. */
export function run(): i32 {
  switch (<i32>call.arg(0)) {
    case 0:
      return parts.count();
    case 1:
      return parts.open(0);
    case 2:
      return parts.match(LIST, 1, -1);
    case 3:
      return <i32>secret.part(0);
    case 4:
      return <i32>secret.commitment(0);
  }
  return 0;
}
