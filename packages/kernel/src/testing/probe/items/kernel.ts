// Not a mechanism: runs the words about items, registers and series that an action's first argument names.
// pool 0 = result. The price of an addition is value 5 of series 0, less 7.
import { call, CALLER, digest, item, model, pay, pool, record, sample, series } from "@chainlearn/kernel/assembly";

const RESULT = 0;
const FIRST = 0, SECOND = 1, THIRD = 2;
const PRICES = 0, OTHERS = 1;
const PRICE = 5, FREE = 7;
const LAST_NUMBER: i64 = 0xffffffffffff;
const REFUSED = 1000;

export function seal(): void {
  series.set(PRICES, PRICE, FREE);
  series.set(OTHERS, LAST_NUMBER, i64(digest.isZero(FIRST)) - 3);
}

export function quote(): i64 {
  return series.get(PRICES, PRICE) - FREE;
}

/** Label 1 asks for an item, which an addition has not. */
export function add(): i64 {
  if (record.label() == 1) return item.label();
  return quote();
}

function next(register: i64): i32 {
  switch (<i32>register) {
    case 0:
      return item.next(FIRST);
    case 1:
      return item.next(SECOND);
  }
  return item.next(THIRD);
}

function isZero(register: i64): i32 {
  switch (<i32>register) {
    case 0:
      return digest.isZero(FIRST);
    case 1:
      return digest.isZero(SECOND);
  }
  return digest.isZero(THIRD);
}

/** What `sample` says, as one number. */
function sum(): i64 {
  let total: i64 = 1000 * sample.count();
  for (let p = 0; p < sample.count(); p++) total += (p + 1) * (sample.index(p) + sample.value(p));
  return total;
}

/** About an item; a register or label, or an amount. */
export function reveal(): i32 {
  const operation = <i32>call.arg(0), a = call.arg(1);
  pool.set(RESULT, operation);
  switch (operation) {
    case 0:
      return item.label();
    case 1:
      pool.set(RESULT, next(a));
      break;
    case 2:
      // Twice: the second time it is the next item no more.
      pool.set(RESULT, item.next(FIRST) + 2 * item.next(FIRST));
      break;
    case 3:
      pool.set(RESULT, sum());
      break;
    case 4:
      pool.set(RESULT, model.predict());
      break;
    case 5:
      model.update(<i32>a);
      pool.set(RESULT, model.predict());
      break;
    case 6:
      pay.to(CALLER, a);
      pool.set(RESULT, call.paid());
      break;
    case 7:
      item.next(FIRST);
      digest.move(FIRST, SECOND);
      series.set(PRICES, PRICE, 100);
      model.update(1);
      call.reject(REFUSED);
      break;
    case 8:
      pool.set(RESULT, record.label());
      break;
    case 9:
      digest.store(FIRST);
      break;
  }
  return 0;
}

export function show(): i32 {
  return item.next(FIRST);
}

export function keep(): i32 {
  digest.store(FIRST);
  return 1;
}

export function keepIn(): i32 {
  pool.set(RESULT, call.paid());
  switch (<i32>call.arg(0)) {
    case 0:
      digest.store(FIRST);
      return 0;
    case 1:
      digest.store(SECOND);
      return 1;
  }
  digest.store(THIRD);
  return 2;
}

export function keepFor(): i32 {
  digest.store(SECOND);
  return record.label();
}

export function keepWith(): i32 {
  digest.store(THIRD);
  pool.set(RESULT, sample.count() + call.arg(0));
  return 0;
}

function getSeries(k: i64, n: i64): i64 {
  switch (<i32>k) {
    case 0:
      return series.get(PRICES, n);
    case 1:
      return series.get(OTHERS, n);
  }
  return 0;
}

function setSeries(k: i64, n: i64, v: i64): void {
  switch (<i32>k) {
    case 0:
      return series.set(PRICES, n, v);
    case 1:
      return series.set(OTHERS, n, v);
  }
}

/** About nothing. */
export function run(): i32 {
  const operation = <i32>call.arg(0), a = call.arg(1), b = call.arg(2), c = call.arg(3);
  pool.set(RESULT, operation);
  switch (operation) {
    case 0:
      pool.set(RESULT, isZero(a));
      break;
    case 1:
      digest.move(FIRST, SECOND);
      break;
    case 2:
      digest.move(SECOND, THIRD);
      break;
    case 3:
      digest.move(THIRD, FIRST);
      break;
    case 4:
      digest.move(FIRST, FIRST);
      break;
    case 5:
      pool.set(RESULT, getSeries(a, b));
      break;
    case 6:
      setSeries(a, b, c);
      break;
    case 7:
      pool.set(RESULT, item.label());
      break;
    case 8:
      pool.set(RESULT, next(a));
      break;
    case 9:
      digest.store(FIRST);
      break;
    case 10:
      pool.set(RESULT, sum());
      break;
    case 11:
      series.set(OTHERS, a, b);
      digest.move(FIRST, SECOND);
      call.reject(REFUSED);
      break;
  }
  return 0;
}
