// A mechanism that pays whatever it is told to, for traces of payments, credits, rejections and traps.
// pool 0 = units held. account 0 = payments asked for by an account.
import { account, call, CALLER, pay, pool, record, SUBMITTER } from "@chainlearn/kernel/assembly";

const HELD = 0;
const ASKED = 0;

export function quote(): i64 {
  return 10;
}

export function add(): i64 {
  pool.set(HELD, pool.get(HELD) + 10);
  return 10;
}

export function fill(): i32 {
  pool.set(HELD, pool.get(HELD) + call.paid());
  return 7;
}

export function payCaller(): i32 {
  account.set(CALLER, ASKED, account.get(CALLER, ASKED) + 1);
  pay.to(CALLER, call.arg(0));
  return 1;
}

export function paySubmitter(): i32 {
  record.setLeft(record.left() - call.arg(0));
  pay.to(SUBMITTER, call.arg(0));
  return 2;
}

export function deny(): i32 {
  pool.set(HELD, 0);
  call.reject(1000);
  return 0;
}

export function crash(): i32 {
  pool.set(HELD, 0);
  unreachable();
  return 0;
}

export function divide(): i32 {
  return i32(call.arg(0) / call.arg(1));
}
