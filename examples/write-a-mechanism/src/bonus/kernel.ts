// #region header
// A flat deposit that comes back with a bonus out of a sponsor's pot. pool 0 = units in the pot. account 0 = bonuses that an
// account has got.
import { account, call, CALLER, code, model, pay, pool, record } from "@chainlearn/kernel/assembly";

@external("config", "depositUnits") declare function depositUnits(): i64;
@external("config", "bonusUnits") declare function bonusUnits(): i64;
@external("config", "waitSeconds") declare function waitSeconds(): i64;
@external("config", "sweepWaitSeconds") declare function sweepWaitSeconds(): i64;

const POT = 0;
const BONUSES = 0;
const SPONSOR = 0;
/** Codes of the plugin's own start at 1000; the manifest names them. */
const POT_FULL = 1000, POT_TOO_SMALL = 1001;
/** The pot's cell has 53 bits, and a cell that is full would keep less than was paid. */
const MOST: i64 = (1 << 53) - 1;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

// @ts-ignore: decorator
@inline function requireAge(wait: i64): void {
  require(call.time() - record.time() >= wait, code.TOO_EARLY);
}
// #endregion

// #region add
export function quote(): i64 {
  return depositUnits();
}

export function add(): i64 {
  const cost = quote();
  if (call.paid() < cost) return cost; // the shell refuses it; do not spend gas on training first
  model.update(record.label());
  return cost;
}
// #endregion

// #region claim
export function claim(): i32 {
  require(record.isSubmitter() != 0, code.NOT_SUBMITTER);
  require(record.claim() == 0, code.ALREADY_CLAIMED);
  requireAge(waitSeconds());
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  require(model.predict() == record.label(), code.MODEL_DISAGREES);
  const bonus = min<i64>(bonusUnits(), pool.get(POT));
  record.setLeft(0);
  pool.set(POT, pool.get(POT) - bonus);
  if (bonus > 0) account.set(CALLER, BONUSES, account.get(CALLER, BONUSES) + 1);
  pay.to(CALLER, left + bonus);
  return 0;
}
// #endregion

export function sweep(): i32 {
  requireAge(sweepWaitSeconds());
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  record.setLeft(0);
  pay.to(CALLER, left);
  return 0;
}

// #region pot
export function fund(): i32 {
  require(call.isRole(SPONSOR) != 0, code.NOT_PERMITTED);
  require(call.paid() <= MOST - pool.get(POT), POT_FULL);
  pool.set(POT, pool.get(POT) + call.paid());
  return 0;
}

/** Argument 0: units that the sponsor takes back. */
export function drain(): i32 {
  require(call.isRole(SPONSOR) != 0, code.NOT_PERMITTED);
  const units = call.arg(0);
  require(units > 0 && units <= pool.get(POT), POT_TOO_SMALL);
  pool.set(POT, pool.get(POT) - units);
  pay.to(CALLER, units);
  return 0;
}
// #endregion
