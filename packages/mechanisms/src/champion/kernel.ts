// Champion and challenger: contributions that the served model agrees with train a challenger, which is served only
// after it has won a paired test on items committed to before. The rules are in docs/mechanisms/champion.md.
import {
  account, call, CALLER, code, copy, digest, item, math, pay, pool, record, series, SERVED, SUBMITTER, WORKING,
} from "@chainlearn/kernel/assembly";

@external("config", "depositUnits") declare function depositUnits(): i64;
@external("config", "feePermille") declare function feePermille(): i64;
@external("config", "settleWaitSeconds") declare function settleWaitSeconds(): i64;
@external("config", "lockSeconds") declare function lockSeconds(): i64;
@external("config", "tolerancePermille") declare function tolerancePermille(): i64;
@external("config", "tipPermille") declare function tipPermille(): i64;
@external("config", "cycleSeconds") declare function cycleSeconds(): i64;
@external("config", "itemsPerCycle") declare function itemsPerCycle(): i64;
@external("config", "openItems") declare function openItems(): i64;
@external("config", "confidentPermille") declare function confidentPermille(): i64;
@external("config", "minWins") declare function minWins(): i64;
@external("config", "strictness") declare function strictness(): i64;
@external("config", "revealWaitSeconds") declare function revealWaitSeconds(): i64;
@external("config", "bondUnits") declare function bondUnits(): i64;
@external("config", "latePermille") declare function latePermille(): i64;
@external("config", "potPermille") declare function potPermille(): i64;
@external("config", "subsidyUnits") declare function subsidyUnits(): i64;

const SETUP_LEFT = 0, BOND = 1, FUND = 2, QUEUED_CYCLE = 3, NEXT_WORD = 4, COPYING = 5;
const MISTAKE_1 = 6, MISTAKE_2 = 7, MISTAKE_3 = 8, MISTAKE_4 = 9, QUEUED = 10;
const THRESHOLD = 11, STEP = 12, ITEMS_LEFT = 13, REVEALED = 14, WINS = 15, DISCORDANT = 16;
const CYCLE_START = 17, CYCLE = 18, VALID_IN_CYCLE = 19, POT = 20;
const SETTLED = 0, INVALID = 1, OWN_CYCLE = 2, OWN_VALID = 3;
const VERDICT = 0;
const CURATOR = 0;
const HEAD = 0, NEXT = 1;
const PER_VALID = 0;

const WRONG_PHASE = 1000, NOT_SETTLED = 1001, NOT_THE_ITEM = 1002, NO_ITEMS = 1003, ITEMS_WAITING = 1004;
const WRONG_AMOUNT = 1005, WRONG_COUNT = 1006;

const PENDING = 0, IS_VALID = 1, IS_VOID = 2, IS_INVALID = 3;
const FORFEITED = 4;
const KEPT = 0, PROMOTED = 1, RESET = 2, UNFINISHED = 2;
const OUT_OF_ITEMS = 0, LATE = 1;

/** Margins count up to here, so that a thousand of them, and the sum of all open items, fit in 63 bits. */
const MOST_MARGIN: i64 = (1 << 52) - 1;
const MOST_ITEMS: i64 = (1 << 32) - 1;
const MOST_UNITS: i64 = 0x7fffffffffffffff;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

// @ts-ignore: decorator
@inline function age(): i64 {
  return call.time() - record.time();
}

// @ts-ignore: decorator
@inline function share(units: i64, permille: i64): i64 {
  return math.mulDiv(units, permille, 1000);
}

/** The cycle's training has ended. Says nothing in the setup, when no cycle has begun. */
// @ts-ignore: decorator
@inline function trained(): bool {
  return call.time() - pool.get(CYCLE_START) >= cycleSeconds();
}

/** The cycle's test is due. */
// @ts-ignore: decorator
@inline function testing(): bool {
  return trained() && pool.get(SETUP_LEFT) == 0;
}

/** Items that were committed in an earlier cycle are waiting: nobody knew this cycle's models when they were chosen. */
// @ts-ignore: decorator
@inline function nextItemsAreReady(): bool {
  return pool.get(QUEUED) > 0 && pool.get(QUEUED_CYCLE) < pool.get(CYCLE);
}

/** How far a label is from being predicted: 0 if it is. */
// @ts-ignore: decorator
@inline function mistake(margin: i64): i64 {
  return margin >= 0 ? 0 : -max<i64>(-MOST_MARGIN, margin);
}

export function seal(): void {
  pool.set(SETUP_LEFT, openItems());
}

export function quote(): i64 {
  return depositUnits();
}

export function add(): i64 {
  require(pool.get(SETUP_LEFT) == 0, WRONG_PHASE);
  return depositUnits();
}

/** Counts a valid contribution for its submitter, who is credited what earlier cycles owe. */
// @ts-ignore: decorator
@inline function countValid(): void {
  const now = pool.get(CYCLE);
  const then = account.get(SUBMITTER, OWN_CYCLE);
  let valid = account.get(SUBMITTER, OWN_VALID);
  if (then != now) {
    if (valid > 0) pay.to(SUBMITTER, valid * series.get(PER_VALID, then));
    account.set(SUBMITTER, OWN_CYCLE, now);
    valid = 0;
  }
  account.set(SUBMITTER, OWN_VALID, valid + 1);
  pool.set(VALID_IN_CYCLE, pool.get(VALID_IN_CYCLE) + 1);
}

export function settle(): i32 {
  // There is no record in the setup: what that needs stays unread.
  require(!trained(), WRONG_PHASE);
  require(age() >= settleWaitSeconds(), code.TOO_EARLY);
  require(record.get(VERDICT) == PENDING, code.ALREADY_CLAIMED);
  const fee = share(record.deposit(), feePermille());
  const rest = record.deposit() - fee;
  const settled = account.get(SUBMITTER, SETTLED) + 1;
  account.set(SUBMITTER, SETTLED, settled);
  let verdict = IS_VALID;
  let reason = IS_VALID;
  let toPot = fee;
  let left = rest;
  const margin = copy.margin(SERVED, record.label());
  if (margin >= 0) {
    countValid();
    copy.update(WORKING, record.label());
  } else if (mistake(margin) * 1000 <= pool.get(THRESHOLD)) {
    verdict = IS_VOID;
    reason = IS_VOID;
  } else {
    const invalid = account.get(SUBMITTER, INVALID) + 1;
    account.set(SUBMITTER, INVALID, invalid);
    verdict = IS_INVALID;
    reason = IS_INVALID;
    if (1000 * invalid > tolerancePermille() * settled) {
      reason = FORFEITED;
      const tip = share(rest, tipPermille());
      left = 0;
      toPot += rest - tip;
      pay.to(CALLER, tip);
    }
  }
  record.set(VERDICT, verdict);
  record.setLeft(left);
  pool.set(POT, pool.get(POT) + toPot);
  return reason;
}

export function release(): i32 {
  if (record.get(VERDICT) == PENDING) {
    // Whatever keeps it from being settled, a sample too dear for one call perhaps, must not keep the deposit.
    require(age() >= 2 * lockSeconds(), NOT_SETTLED);
    record.set(VERDICT, IS_VOID);
  }
  require(age() >= lockSeconds(), code.TOO_EARLY);
  const left = record.left();
  require(left > 0, code.NOTHING_LEFT);
  record.setLeft(0);
  if (record.isSubmitter()) pay.to(CALLER, left);
  else pay.to(SUBMITTER, left);
  return 0;
}

export function collect(): i32 {
  const then = account.get(CALLER, OWN_CYCLE);
  require(pool.get(CYCLE) > then, code.TOO_EARLY);
  const earned = account.get(CALLER, OWN_VALID) * series.get(PER_VALID, then);
  require(earned > 0, code.SHARE_IS_ZERO);
  account.set(CALLER, OWN_VALID, 0);
  pay.to(CALLER, earned);
  return 0;
}

export function fund(): i32 {
  const before = pool.get(FUND);
  require(call.paid() > 0 && call.paid() <= MOST_UNITS - before, WRONG_AMOUNT);
  pool.set(FUND, before + call.paid());
  return 0;
}

/** Argument 0: number of items in the chain whose head comes with the call. */
export function commit(): i32 {
  require(call.isRole(CURATOR) != 0, code.NOT_PERMITTED);
  const first = pool.get(SETUP_LEFT) > 0 && pool.get(ITEMS_LEFT) == 0;
  require(first || pool.get(QUEUED) == 0, ITEMS_WAITING);
  const count = call.arg(0);
  require(count >= (first ? openItems() : 1) && count <= MOST_ITEMS, WRONG_COUNT);
  require(call.paid() == bondUnits() - pool.get(BOND), WRONG_AMOUNT);
  pool.set(BOND, bondUnits());
  if (first) {
    digest.store(HEAD);
    pool.set(ITEMS_LEFT, count);
  } else {
    digest.store(NEXT);
    pool.set(QUEUED, count);
    pool.set(QUEUED_CYCLE, pool.get(CYCLE));
  }
  return 0;
}

/** Keeps the larger of a mistake and cell k, and hands on the smaller. */
// @ts-ignore: decorator
@inline function keepLarger(k: i32, size: i64): i64 {
  const kept = pool.get(k);
  pool.set(k, max<i64>(kept, size));
  return min<i64>(kept, size);
}

/** An item of the setup: it only shows how sure the served model is, and how wrong when it is wrong. */
function open(margin: i64, setupLeft: i64): void {
  keepLarger(MISTAKE_4, keepLarger(MISTAKE_3, keepLarger(MISTAKE_2, keepLarger(MISTAKE_1, mistake(margin)))));
  pool.set(STEP, pool.get(STEP) + max<i64>(mistake(margin), min<i64>(MOST_MARGIN, margin)));
  pool.set(SETUP_LEFT, setupLeft - 1);
  if (setupLeft > 1) return;
  const above = (confidentPermille() * openItems()) / 1000;
  let threshold = pool.get(MISTAKE_4);
  if (above == 0) threshold = pool.get(MISTAKE_1);
  else if (above == 1) threshold = pool.get(MISTAKE_2);
  else if (above == 2) threshold = pool.get(MISTAKE_3);
  pool.set(THRESHOLD, 1000 * threshold);
  pool.set(STEP, math.mulDiv(pool.get(STEP), 250, openItems()));
  pool.set(CYCLE_START, call.time());
}

export function reveal(): i32 {
  const setupLeft = pool.get(SETUP_LEFT);
  if (setupLeft == 0) require(testing() && itemsPerCycle() > pool.get(REVEALED), WRONG_PHASE);
  let left = pool.get(ITEMS_LEFT);
  if (left == 0) {
    require(nextItemsAreReady(), NO_ITEMS);
    digest.move(NEXT, HEAD);
    left = pool.get(QUEUED);
    pool.set(QUEUED, 0);
  }
  require(item.next(HEAD) != 0, NOT_THE_ITEM);
  pool.set(ITEMS_LEFT, left - 1);
  const margin = copy.margin(SERVED, item.label());
  if (setupLeft > 0) {
    open(margin, setupLeft);
    return 0;
  }
  const served = i64(margin >= 0);
  const challenger = i64(copy.margin(WORKING, item.label()) >= 0);
  pool.set(WINS, pool.get(WINS) + challenger - served);
  pool.set(DISCORDANT, pool.get(DISCORDANT) + (challenger ^ served));
  const threshold = pool.get(THRESHOLD);
  if (mistake(margin) * 1000 > threshold)
    pool.set(THRESHOLD, min<i64>(1000 * MOST_MARGIN, threshold + share(pool.get(STEP), 1000 - confidentPermille())));
  else pool.set(THRESHOLD, max<i64>(0, threshold - share(pool.get(STEP), confidentPermille())));
  pool.set(REVEALED, pool.get(REVEALED) + 1);
  return i32(challenger + 2 * served);
}

/** Divides a part of the pot among the cycle's valid contributions and begins the next cycle. */
function beginNextCycle(): void {
  const cycle = pool.get(CYCLE);
  const valid = pool.get(VALID_IN_CYCLE);
  if (valid > 0) {
    const pot = pool.get(POT);
    const each = share(pot, potPermille()) / valid;
    pool.set(POT, pot - each * valid);
    const funded = pool.get(FUND);
    const subsidy = min<i64>(funded, math.mulDiv(subsidyUnits(), valid, 1)) / valid;
    pool.set(FUND, funded - subsidy * valid);
    series.set(PER_VALID, cycle, each + subsidy);
    pool.set(VALID_IN_CYCLE, 0);
  }
  pool.set(CYCLE, cycle + 1);
  pool.set(CYCLE_START, call.time());
  pool.set(REVEALED, 0);
  pool.set(WINS, 0);
  pool.set(DISCORDANT, 0);
}

/** Argument 0: state words to copy in this call. */
export function decide(): i32 {
  require(testing() && pool.get(REVEALED) == itemsPerCycle(), WRONG_PHASE);
  let copying = i32(pool.get(COPYING));
  if (copying == KEPT) {
    const wins = pool.get(WINS);
    if (wins >= minWins() && 4 * wins * wins >= strictness() * pool.get(DISCORDANT)) copying = PROMOTED;
    else if (wins < 0) copying = RESET;
  }
  if (copying != KEPT) {
    const from = i32(pool.get(NEXT_WORD));
    const words = i32(max<i64>(0, min<i64>(i32.MAX_VALUE, call.arg(0))));
    const next =
      copying == PROMOTED ? copy.assign(WORKING, SERVED, from, words) : copy.assign(SERVED, WORKING, from, words);
    pool.set(NEXT_WORD, next);
    pool.set(COPYING, next ? copying : KEPT);
    if (next) return copying + UNFINISHED;
  }
  beginNextCycle();
  return copying;
}

export function skip(): i32 {
  require(testing() && itemsPerCycle() > pool.get(REVEALED), WRONG_PHASE);
  let reason = OUT_OF_ITEMS;
  if (pool.get(ITEMS_LEFT) > 0 || nextItemsAreReady()) {
    const due = pool.get(CYCLE_START) + cycleSeconds() + revealWaitSeconds();
    require(call.time() >= due, code.TOO_EARLY);
    const bond = pool.get(BOND);
    const fine = min<i64>(bond, share(bondUnits(), latePermille()));
    pool.set(BOND, bond - fine);
    pool.set(POT, pool.get(POT) + fine);
    reason = LATE;
  }
  beginNextCycle();
  return reason;
}

export function returnBond(): i32 {
  require(call.isRole(CURATOR) != 0, code.NOT_PERMITTED);
  require(pool.get(ITEMS_LEFT) == 0 && pool.get(QUEUED) == 0, ITEMS_WAITING);
  const bond = pool.get(BOND);
  require(bond > 0, code.NOTHING_LEFT);
  pool.set(BOND, 0);
  pay.to(CALLER, bond);
  return 0;
}
