// Deposit, refund, take (arXiv 1907.07247, self-assessment), without the original's mistakes; the rules are in README.md.
// pool 0 = time of the last addition, pool 1 = validated samples of all accounts. account 0 = validated samples of one.
import { account, call, CALLER, code, math, model, pay, pool, record } from "@chainlearn/kernel/assembly";

@external("config", "costWeightUnits") declare function costWeightUnits(): i64;
@external("config", "minDepositUnits") declare function minDepositUnits(): i64;
@external("config", "maxDepositUnits") declare function maxDepositUnits(): i64;
@external("config", "refundWaitSeconds") declare function refundWaitSeconds(): i64;
@external("config", "ownerWaitSeconds") declare function ownerWaitSeconds(): i64;
@external("config", "anyWaitSeconds") declare function anyWaitSeconds(): i64;

const LAST_ADDITION = 0, ALL_VALIDATED = 1;
const VALIDATED = 0;
const BENEFICIARY = 0;
const TAKEN_BY_ANYONE = 1, TAKEN_BY_BENEFICIARY = 2;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

// @ts-ignore: decorator
@inline function age(): i64 {
  return call.time() - record.time();
}

export function seal(): void {
  pool.set(LAST_ADDITION, call.time());
}

export function quote(): i64 {
  const idle = min<i64>(0x7fffffff, max<i64>(1, call.time() - pool.get(LAST_ADDITION)));
  const price = math.mulDiv(costWeightUnits(), 60 << 16, math.isqrt(idle << 32));
  return min<i64>(maxDepositUnits(), max<i64>(minDepositUnits(), price));
}

export function add(): i64 {
  const cost = quote();
  if (call.paid() < cost) return cost; // the shell refuses it; do not spend gas on training first
  pool.set(LAST_ADDITION, call.time());
  model.update(record.label());
  return cost;
}

export function refund(): i32 {
  require(record.isSubmitter() != 0, code.NOT_SUBMITTER);
  require(record.claim() == 0, code.ALREADY_CLAIMED);
  require(age() >= refundWaitSeconds(), code.TOO_EARLY);
  const left = record.left();
  require(left > 0 || record.deposit() == 0, code.NOTHING_LEFT);
  require(model.predict() == record.label(), code.MODEL_DISAGREES);
  record.setLeft(0);
  account.set(CALLER, VALIDATED, account.get(CALLER, VALIDATED) + 1);
  pool.set(ALL_VALIDATED, pool.get(ALL_VALIDATED) + 1);
  pay.to(CALLER, left);
  return 0;
}

export function report(): i32 {
  require(record.isSubmitter() == 0, code.OWN_CONTRIBUTION);
  require(age() >= refundWaitSeconds(), code.TOO_EARLY);
  const own = account.get(CALLER, VALIDATED);
  require(own > 0, code.NOT_VALIDATED);
  require(record.claim() == 0, code.ALREADY_CLAIMED);
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  const share = min<i64>(left, math.mulDiv(record.deposit(), own, pool.get(ALL_VALIDATED)));
  require(share > 0, code.SHARE_IS_ZERO);
  require(model.predict() != record.label(), code.MODEL_AGREES);
  record.setLeft(left - share);
  pay.to(CALLER, share);
  return 0;
}

export function take(): i32 {
  let reason = TAKEN_BY_ANYONE;
  if (age() < anyWaitSeconds()) {
    require(age() >= ownerWaitSeconds(), code.TOO_EARLY);
    require(call.isRole(BENEFICIARY) != 0, code.TOO_EARLY);
    reason = TAKEN_BY_BENEFICIARY;
  }
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  record.setLeft(0);
  pay.to(CALLER, left);
  return reason;
}
