// Champion and challenger: what the served model agrees with trains a challenger, which is served only after it has won
// a paired test on items that were committed to before the start. Deposits are locked, nothing trains at once.
import { account, call, CALLER, code, copy, digest, item, pay, pool, record, series, SERVED, SUBMITTER, WORKING } from "@chainlearn/kernel/assembly";
import { contribution } from "@chainlearn/kernel/assembly/planned";

@external("config", "depositUnits") declare function depositUnits(): i64;
@external("config", "feeUnits") declare function feeUnits(): i64;
@external("config", "settleWaitSeconds") declare function settleWaitSeconds(): i64;
@external("config", "lockSeconds") declare function lockSeconds(): i64;
@external("config", "cycleSeconds") declare function cycleSeconds(): i64;
@external("config", "itemsPerCycle") declare function itemsPerCycle(): i64;
/** Errors per thousand samples that an account may make without losing deposits. */
@external("config", "tolerancePermille") declare function tolerancePermille(): i64;
/** Share of confident mistakes of the served model that the threshold aims at. */
@external("config", "confidentPermille") declare function confidentPermille(): i64;
@external("config", "thresholdStep") declare function thresholdStep(): i64;
/** The challenger wins with d wins more of n if d >= minWins and 4 d^2 >= strictness n. */
@external("config", "minWins") declare function minWins(): i64;
@external("config", "strictness") declare function strictness(): i64;

const CYCLE = 0, CYCLE_START = 1, VALID_IN_CYCLE = 2, UNUSED = 3, REVEALED = 4, WINS = 5, DECIDED = 6;
const THRESHOLD = 7, POT = 8, COPYING = 9, NEXT_WORD = 10;
const VALID = 0, VOID = 1, INVALID = 2, OWN_CYCLE = 3, OWN_VALID = 4, OWED = 5;
const VERDICT = 0;
const PENDING = 0, IS_VALID = 1, IS_VOID = 2, IS_INVALID = 3;
const HEAD = 0;
const PER_VALID = 0;
const DUPLICATE = 1000, WRONG_PHASE = 1001, NOT_THE_ITEM = 1002;
const KEEP = 0, PROMOTE = 1, RESET = 2;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

// @ts-ignore: decorator
@inline function testing(): bool {
  return call.time() - pool.get(CYCLE_START) >= cycleSeconds();
}

export function seal(): void {
  pool.set(CYCLE_START, call.time());
}

export function commit(): i32 {
  require(digest.isZero(HEAD) != 0, WRONG_PHASE);
  digest.store(HEAD);
  return 0;
}

export function quote(): i64 {
  return depositUnits();
}

export function add(): i64 {
  require(!contribution.seen(), DUPLICATE);
  return depositUnits();
}

/** Moves what the submitter earned in an earlier cycle to what it is owed. */
function bookEarlierCycle(): void {
  const now = pool.get(CYCLE);
  const then = account.get(SUBMITTER, OWN_CYCLE);
  if (then == now) return;
  const earned = account.get(SUBMITTER, OWN_VALID) * series.get(PER_VALID, then);
  account.set(SUBMITTER, OWED, account.get(SUBMITTER, OWED) + earned);
  account.set(SUBMITTER, OWN_VALID, 0);
  account.set(SUBMITTER, OWN_CYCLE, now);
}

export function settle(): i32 {
  require(!testing(), WRONG_PHASE);
  require(call.time() - record.time() >= settleWaitSeconds(), code.TOO_EARLY);
  require(record.get(VERDICT) == PENDING, code.ALREADY_CLAIMED);
  bookEarlierCycle();
  const afterFee = record.left() - feeUnits();
  record.setLeft(afterFee);
  pool.set(POT, pool.get(POT) + feeUnits());
  const margin = copy.margin(SERVED, record.label());
  if (margin >= 0) {
    record.set(VERDICT, IS_VALID);
    account.set(SUBMITTER, VALID, account.get(SUBMITTER, VALID) + 1);
    account.set(SUBMITTER, OWN_VALID, account.get(SUBMITTER, OWN_VALID) + 1);
    pool.set(VALID_IN_CYCLE, pool.get(VALID_IN_CYCLE) + 1);
    copy.update(WORKING, record.label());
    return IS_VALID;
  }
  if (margin >= -pool.get(THRESHOLD)) {
    record.set(VERDICT, IS_VOID);
    account.set(SUBMITTER, VOID, account.get(SUBMITTER, VOID) + 1);
    return IS_VOID;
  }
  const wrong = account.get(SUBMITTER, INVALID) + 1;
  const all = wrong + account.get(SUBMITTER, VALID) + account.get(SUBMITTER, VOID);
  record.set(VERDICT, IS_INVALID);
  account.set(SUBMITTER, INVALID, wrong);
  if (1000 * wrong > tolerancePermille() * all) {
    record.setLeft(0);
    pool.set(POT, pool.get(POT) + afterFee);
  }
  return IS_INVALID;
}

export function release(): i32 {
  require(call.time() - record.time() >= lockSeconds(), code.TOO_EARLY);
  require(record.get(VERDICT) != PENDING, WRONG_PHASE);
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  record.setLeft(0);
  pay.to(SUBMITTER, left);
  return 0;
}

export function reveal(): i32 {
  require(testing() && pool.get(REVEALED) < itemsPerCycle(), WRONG_PHASE);
  require(item.next(HEAD) != 0, NOT_THE_ITEM);
  const margin = copy.margin(SERVED, item.label());
  const challenger = i64(copy.predict(WORKING) == item.label());
  const served = i64(margin >= 0);
  pool.set(WINS, pool.get(WINS) + challenger - served);
  pool.set(DECIDED, pool.get(DECIDED) + i64(challenger != served));
  const threshold = pool.get(THRESHOLD);
  const surprise = (margin < -threshold ? 1000 : 0) - confidentPermille();
  pool.set(THRESHOLD, max<i64>(0, threshold + (thresholdStep() * surprise) / 1000));
  pool.set(REVEALED, pool.get(REVEALED) + 1);
  return 0;
}

/** Argument 0: state words to copy in this call. */
export function decide(): i32 {
  require(testing() && pool.get(REVEALED) == itemsPerCycle(), WRONG_PHASE);
  let copying = <i32>pool.get(COPYING);
  if (copying == KEEP) {
    const d = pool.get(WINS);
    if (d >= minWins() && 4 * d * d >= strictness() * pool.get(DECIDED)) copying = PROMOTE;
    else if (d < 0) copying = RESET;
  }
  if (copying != KEEP) {
    const first = <i32>pool.get(NEXT_WORD);
    const count = <i32>call.arg(0);
    const next =
      copying == PROMOTE ? copy.assign(WORKING, SERVED, first, count) : copy.assign(SERVED, WORKING, first, count);
    pool.set(NEXT_WORD, next);
    pool.set(COPYING, next ? copying : KEEP);
    if (next) return copying;
  }
  const valid = pool.get(VALID_IN_CYCLE);
  if (valid > 0) {
    const each = pool.get(POT) / 4 / valid;
    series.set(PER_VALID, pool.get(CYCLE), each);
    pool.set(POT, pool.get(POT) - each * valid);
  }
  pool.set(CYCLE, pool.get(CYCLE) + 1);
  pool.set(CYCLE_START, call.time());
  pool.set(VALID_IN_CYCLE, 0);
  pool.set(REVEALED, 0);
  pool.set(WINS, 0);
  pool.set(DECIDED, 0);
  return copying;
}

export function collect(): i32 {
  let owed = account.get(CALLER, OWED);
  const cycle = account.get(CALLER, OWN_CYCLE);
  if (pool.get(CYCLE) > cycle) {
    owed += account.get(CALLER, OWN_VALID) * series.get(PER_VALID, cycle);
    account.set(CALLER, OWN_VALID, 0);
  }
  require(owed > 0, code.SHARE_IS_ZERO);
  account.set(CALLER, OWED, 0);
  pay.to(CALLER, owed);
  return 0;
}
