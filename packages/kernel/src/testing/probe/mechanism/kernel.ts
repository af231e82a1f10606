// Not a mechanism: `add` does what the label says, an action what its first argument says. pool 0 = result.
// Each action has the operations that its tests need and no more, since contracts are limited in size.
import { account, call, CALLER, math, model, pay, pool, record, sample, SUBMITTER } from "@chainlearn/kernel/assembly";

@external("config", "priceUnits") declare function priceUnits(): i64;
@external("config", "echo") declare function echo(): i64;
/** What `seal` does besides keeping the time: 0 nothing, 1 pays, 2 asks for a record, 3 refuses, 4 divides by zero. */
@external("config", "sealing") declare function sealing(): i64;

const RESULT = 0, SEALED_AT = 7;
/** Labels below this one train, and so does the other. */
const MODEL_LABELS = 16, MODEL_LABEL = 30;
const REFUSED = 1000, LAST_CODE = 65535;

export function seal(): void {
  pool.set(SEALED_AT, call.time());
  pool.set(RESULT, call.isRole(0) | (call.isRole(1) << 1));
  switch (<i32>sealing()) {
    case 1:
      pay.to(CALLER, 0);
      break;
    case 2:
      pool.set(RESULT, record.label());
      break;
    case 3:
      call.reject(REFUSED);
      break;
    case 4:
      pool.set(RESULT, 1 / pool.get(1));
      break;
  }
}

export function quote(): i64 {
  return priceUnits();
}

export function add(): i64 {
  const label = record.label();
  pool.set(RESULT, label);
  if (label < MODEL_LABELS || label == MODEL_LABEL) {
    model.update(label);
    return priceUnits();
  }
  switch (label) {
    case 16:
      pay.to(CALLER, 0);
      break;
    case 17:
      record.setLeft(1);
      break;
    case 18:
      // The submitter's first claim, and then the second.
      pool.set(RESULT, 2 * record.claim() + record.claim());
      break;
    case 19:
      call.reject(REFUSED);
      break;
    case 20:
      return -1;
    case 21:
      pool.set(RESULT, 1 / record.deposit());
      break;
    case 22:
      account.set(SUBMITTER, 0, account.get(CALLER, 0) + 1);
      account.set(CALLER, 4, account.get(SUBMITTER, 4) - 1);
      record.set(0, -5);
      record.set(1, i64.MAX_VALUE);
      break;
    case 23:
      model.update(65535);
      break;
    case 24:
      model.update(-1);
      break;
    case 25:
      pool.set(RESULT, call.arg(0));
      break;
    case 26:
      pool.set(RESULT, (call.time() - record.time()) * 8 + record.isSubmitter() * 4 + record.left() + record.deposit());
      break;
    case 27:
      unreachable();
    case 28:
      model.update(0);
      return i64.MAX_VALUE;
    case 29:
      record.setLeft(0);
      pool.set(RESULT, call.paid());
      break;
  }
  return priceUnits();
}

function getPool(k: i32): i64 {
  switch (k) {
    case 0:
      return pool.get(0);
    case 1:
      return pool.get(1);
    case 2:
      return pool.get(2);
    case 3:
      return pool.get(3);
    case 4:
      return pool.get(4);
    case 5:
      return pool.get(5);
    case 6:
      return pool.get(6);
    case 7:
      return pool.get(7);
  }
  return pool.get(8);
}

function setPool(k: i32, v: i64): void {
  switch (k) {
    case 0:
      return pool.set(0, v);
    case 1:
      return pool.set(1, v);
    case 2:
      return pool.set(2, v);
    case 3:
      return pool.set(3, v);
    case 4:
      return pool.set(4, v);
    case 5:
      return pool.set(5, v);
    case 6:
      return pool.set(6, v);
    case 7:
      return pool.set(7, v);
  }
  pool.set(8, v);
}

/** k: cell of the caller, or 8 + cell of the submitter. */
function getAccount(k: i32): i64 {
  switch (k) {
    case 0:
      return account.get(CALLER, 0);
    case 1:
      return account.get(CALLER, 1);
    case 2:
      return account.get(CALLER, 2);
    case 3:
      return account.get(CALLER, 3);
    case 4:
      return account.get(CALLER, 4);
    case 8:
      return account.get(SUBMITTER, 0);
    case 9:
      return account.get(SUBMITTER, 1);
    case 10:
      return account.get(SUBMITTER, 2);
    case 11:
      return account.get(SUBMITTER, 3);
  }
  return account.get(SUBMITTER, 4);
}

function setAccount(k: i32, v: i64): void {
  switch (k) {
    case 0:
      return account.set(CALLER, 0, v);
    case 1:
      return account.set(CALLER, 1, v);
    case 2:
      return account.set(CALLER, 2, v);
    case 3:
      return account.set(CALLER, 3, v);
    case 4:
      return account.set(CALLER, 4, v);
    case 8:
      return account.set(SUBMITTER, 0, v);
    case 9:
      return account.set(SUBMITTER, 1, v);
    case 10:
      return account.set(SUBMITTER, 2, v);
    case 11:
      return account.set(SUBMITTER, 3, v);
  }
  account.set(SUBMITTER, 4, v);
}

function getRecord(k: i32): i64 {
  switch (k) {
    case 0:
      return record.get(0);
    case 1:
      return record.get(1);
  }
  return record.get(2);
}

function setRecord(k: i32, v: i64): void {
  switch (k) {
    case 0:
      return record.set(0, v);
    case 1:
      return record.set(1, v);
  }
  record.set(2, v);
}

/** The record's own numbers. */
function fact(operation: i32): i64 {
  switch (operation) {
    case 17:
      return record.time();
    case 18:
      return record.label();
    case 19:
      return record.deposit();
    case 20:
      return record.left();
    case 21:
      return record.isSubmitter();
  }
  return record.claim();
}

/** What is about the sample. */
function ofSample(operation: i32, a: i32): i64 {
  switch (operation) {
    case 23:
      return sample.count();
    case 24:
      return sample.index(a);
    case 25:
      return sample.value(a);
  }
  // Twice: the model's scratch cells are zero each time.
  return 10 * model.predict() + model.predict();
}

function train(a: i64, b: i64): void {
  model.update(<i32>a);
  if (b) model.update(<i32>b);
}

function store(a: i64, b: i64, c: i64): void {
  pool.set(1, a);
  pool.set(2, b);
  pool.set(5, c);
}

function payOut(operation: i32, a: i64, b: i64): void {
  switch (operation) {
    case 104:
      return pay.to(CALLER, a);
    case 105:
      pay.to(SUBMITTER, a);
      // The credit and the account's cells share a word.
      return account.set(SUBMITTER, 0, account.get(SUBMITTER, 0) + b);
  }
  pay.to(CALLER, a);
  pay.to(SUBMITTER, b);
}

function refuse(operation: i32): void {
  switch (operation) {
    case 108:
      return call.reject(REFUSED);
    case 109:
      return call.reject(LAST_CODE);
    case 110:
      return call.reject(410);
  }
  unreachable();
}

export function withSample(): i32 {
  const operation = <i32>call.arg(0), a = call.arg(1), b = call.arg(2), c = call.arg(3);
  // A refused operation has changed something that has to be undone.
  pool.set(RESULT, operation);
  switch (operation) {
    case 108:
    case 109:
    case 110:
    case 111:
      refuse(operation);
      break;
    case 112:
      train(a, b);
      break;
    case 113:
      store(a, b, c);
      break;
    case 114:
      // Both accounts, which may be one: the second sees what the first has done.
      account.set(CALLER, 1, account.get(CALLER, 1) + a);
      account.set(SUBMITTER, 1, account.get(SUBMITTER, 1) + b);
      account.set(CALLER, 3, account.get(CALLER, 3) + c);
      break;
    default:
      pool.set(RESULT, ofSample(operation, <i32>a));
  }
  return 0;
}

export function withHash(): i32 {
  const operation = <i32>call.arg(0), a = call.arg(1), b = call.arg(2), c = call.arg(3);
  pool.set(RESULT, operation);
  switch (operation) {
    case 11:
      pool.set(RESULT, getAccount(<i32>a));
      break;
    case 12:
      pool.set(RESULT, getRecord(<i32>a));
      break;
    case 15:
      pool.set(RESULT, call.paid());
      break;
    case 17:
    case 18:
    case 19:
    case 20:
    case 21:
    case 22:
      pool.set(RESULT, fact(operation));
      break;
    case 23:
    case 24:
    case 25:
    case 26:
      pool.set(RESULT, ofSample(operation, <i32>a));
      break;
    case 101:
      setAccount(<i32>a, b);
      break;
    case 102:
      setRecord(<i32>a, b);
      break;
    case 103:
      record.setLeft(a);
      break;
    case 104:
    case 105:
    case 106:
      payOut(operation, a, b);
      break;
    case 108:
    case 109:
    case 110:
      refuse(operation);
      break;
    case 112:
      train(a, b);
      break;
    case 113:
      store(a, b, c);
      break;
  }
  return 0;
}

/** What calculates. */
function calculate(operation: i32, a: i64, b: i64, c: i64): i64 {
  switch (operation) {
    case 1:
      return math.mulDiv(a, b, c);
    case 2:
      return math.isqrt(a);
    case 3:
      return math.log2(a);
    case 4:
      return math.exp2(a);
    case 5:
      return a / b;
    case 6:
      return a % b;
    case 7:
      return u64(a) / u64(b);
    case 8:
      return u64(a) % u64(b);
  }
  return <i32>a / <i32>b;
}

export function without(): i32 {
  const operation = <i32>call.arg(0), a = call.arg(1), b = call.arg(2), c = call.arg(3);
  pool.set(RESULT, operation);
  switch (operation) {
    case 0:
      break;
    case 10:
      pool.set(RESULT, getPool(<i32>a));
      break;
    case 11:
      if (a == 8) pool.set(RESULT, account.get(SUBMITTER, 0));
      else pool.set(RESULT, account.get(CALLER, 3));
      break;
    case 12:
      pool.set(RESULT, record.get(0));
      break;
    case 13:
      pool.set(RESULT, call.isRole(0) | (call.isRole(1) << 1));
      break;
    case 14:
      pool.set(RESULT, call.time());
      break;
    case 15:
      pool.set(RESULT, call.paid());
      break;
    case 16:
      pool.set(RESULT, echo());
      break;
    case 17:
    case 18:
    case 19:
    case 20:
    case 21:
    case 22:
      pool.set(RESULT, fact(operation));
      break;
    case 23:
    case 24:
    case 25:
    case 26:
      pool.set(RESULT, ofSample(operation, <i32>a));
      break;
    case 100:
      setPool(<i32>a, b);
      break;
    case 101:
      if (a == 8) account.set(SUBMITTER, 0, b);
      else account.set(CALLER, 3, b);
      break;
    case 102:
      record.set(0, b);
      break;
    case 103:
      record.setLeft(a);
      break;
    case 104:
    case 105:
    case 106:
      payOut(operation, a, b);
      break;
    case 107:
      return <i32>a;
    case 108:
    case 109:
    case 110:
    case 111:
      refuse(operation);
      break;
    case 112:
      train(a, b);
      break;
    case 113:
      store(a, b, c);
      break;
    default:
      pool.set(RESULT, calculate(operation, a, b, c));
  }
  return 0;
}

export function few(): i32 {
  // The second argument is one that other actions have.
  if (call.arg(0) != 0) pool.set(RESULT, call.arg(1));
  return 1;
}

export function plain(): i32 {
  pool.set(RESULT, call.time());
  return 255;
}
