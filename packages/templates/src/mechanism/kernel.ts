// A flat deposit, refunded to whoever was right. No cells of its own: the record has all that it needs.
import { call, CALLER, code, model, pay, record } from "@chainlearn/kernel/assembly";

@external("config", "depositUnits") declare function depositUnits(): i64;
@external("config", "refundWaitSeconds") declare function refundWaitSeconds(): i64;
@external("config", "sweepWaitSeconds") declare function sweepWaitSeconds(): i64;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

export function quote(): i64 {
  return depositUnits();
}

export function add(): i64 {
  const cost = quote();
  if (call.paid() < cost) return cost; // the shell refuses it; do not spend gas on training first
  model.update(record.label());
  return cost;
}

export function refund(): i32 {
  require(record.isSubmitter() != 0, code.NOT_SUBMITTER);
  require(call.time() - record.time() >= refundWaitSeconds(), code.TOO_EARLY);
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  require(model.predict() == record.label(), code.MODEL_DISAGREES);
  record.setLeft(0);
  pay.to(CALLER, left);
  return 0;
}

export function sweep(): i32 {
  require(call.time() - record.time() >= sweepWaitSeconds(), code.TOO_EARLY);
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  record.setLeft(0);
  pay.to(CALLER, left);
  return 0;
}
