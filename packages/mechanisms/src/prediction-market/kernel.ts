// Prediction market: a provider escrows a bounty and commits to hidden test items; contributions are staked, and whoever
// moves the model's score on those items wins or loses. The rules are in docs/mechanisms/prediction-market.md.
// Settled in steps that anyone may call; their number comes from the caller, never from gas left.
import { account, call, CALLER, code, copy, digest, parts, pay, pool, record } from "@chainlearn/kernel/assembly";
import { secret, series, SERVED, SUBMITTER, WORKING } from "@chainlearn/kernel/assembly";

@external("config", "stakeUnits") declare function stakeUnits(): i64;
@external("config", "rounds") declare function rounds(): i64;
@external("config", "bondUnits") declare function bondUnits(): i64;
@external("config", "drawBondUnits") declare function drawBondUnits(): i64;
@external("config", "stepFeeUnits") declare function stepFeeUnits(): i64;
@external("config", "feePotUnits") declare function feePotUnits(): i64;
@external("config", "testParts") declare function testParts(): i64;
@external("config", "itemsPerPart") declare function itemsPerPart(): i64;
@external("config", "maxContributions") declare function maxContributions(): i64;
@external("config", "grouped") declare function grouped(): i64;
@external("config", "commitSeconds") declare function commitSeconds(): i64;
@external("config", "drawSeconds") declare function drawSeconds(): i64;
@external("config", "showSeconds") declare function showSeconds(): i64;
@external("config", "stakeSeconds") declare function stakeSeconds(): i64;
@external("config", "revealSeconds") declare function revealSeconds(): i64;
@external("config", "settleSeconds") declare function settleSeconds(): i64;

// pool
const STAGE = 0, CURSOR = 1, CORRECT = 2, BEFORE = 3, TURN = 4, TURN_MEMBER = 5, FEES = 6, CONTRIBUTIONS = 7, MEMBERS = 8;
const REVEALED = 9, RECLAIMED = 10, BASELINE = 11, ROUNDS_LEFT = 12, RUN = 13, OWED = 14, START = 15, JOINED = 16;
const UNVEILED = 17, SHARE_UNITS = 18, SEED = 19;
// account
const MEMBER = 0, COUNT = 1, LAST = 2, DRAW = 3, SECRET_0 = 4, SECRET_1 = 5, SECRET_2 = 6, SECRET_3 = 7;
// record: position among the contributions, from 1 on; 0 after a refund
const NUMBER = 0;
// series: the first three by member, the others by contribution, but FIRST by member
const BALANCE = 0, SCORE = 1, DROPPED = 2, OWNER = 3, FIRST = 4, AFTER = 5;
const PROVIDER = 0;
const TEST_ITEMS = 0;
// stages
const UNFUNDED = 0, FUNDED = 1, RESET = 2, TEST = 3, FIND = 4, TRAIN = 5, SCAN = 6, SHARE = 7, PROMOTE = 8;
const DONE = 9, EXPIRED = 10, CANCELLED = 11;
// what an account has to do with the draw
const NO_PART = 0, HAS_JOINED = 1, HAS_UNVEILED = 2, HAS_COLLECTED = 3;
const ALL = -1;
const WRONG_PHASE = 1000, WRONG_AMOUNT = 1001, MARKET_FULL = 1002, NOT_THE_SECRET = 1003, NOT_THE_PART = 1004;
const NOT_THE_NEXT = 1005;
const FAIR_DRAW = 0, PROVIDER_CHOSE = 1;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

// @ts-ignore: decorator
@inline function stage(): i64 {
  return pool.get(STAGE);
}

// @ts-ignore: decorator
@inline function testItems(): i64 {
  return testParts() * itemsPerPart();
}

// @ts-ignore: decorator
@inline function elapsed(): i64 {
  return call.time() - pool.get(START);
}

// Seconds after funding; each window begins where the one before it ends.
// @ts-ignore: decorator
@inline function drawEnd(): i64 {
  return commitSeconds() + drawSeconds();
}

// @ts-ignore: decorator
@inline function showEnd(): i64 {
  return drawEnd() + showSeconds();
}

// @ts-ignore: decorator
@inline function stakeEnd(): i64 {
  return showEnd() + stakeSeconds();
}

// @ts-ignore: decorator
@inline function revealEnd(): i64 {
  return stakeEnd() + revealSeconds();
}

// @ts-ignore: decorator
@inline function settleEnd(): i64 {
  return revealEnd() + settleSeconds();
}

// @ts-ignore: decorator
@inline function forfeited(): i64 {
  return (pool.get(JOINED) - pool.get(UNVEILED)) * drawBondUnits();
}

/** What the provider and the draw have put in and nobody has got. */
function held(): i64 {
  return rounds() * stakeUnits() + bondUnits() + pool.get(FEES) + forfeited();
}

export function quote(): i64 {
  return stakeUnits();
}

/** Staking: the record is kept, the model is not touched. */
export function add(): i64 {
  require(stage() == FUNDED && pool.get(REVEALED) > 0 && elapsed() < stakeEnd(), WRONG_PHASE);
  const number = pool.get(CONTRIBUTIONS) + 1;
  require(number <= maxContributions(), MARKET_FULL);
  pool.set(CONTRIBUTIONS, number);
  record.set(NUMBER, number);
  let member = account.get(SUBMITTER, MEMBER);
  if (!member) {
    member = pool.get(MEMBERS) + 1;
    pool.set(MEMBERS, member);
    account.set(SUBMITTER, MEMBER, member);
    if (grouped()) series.set(FIRST, member, number);
  } else if (grouped()) {
    series.set(AFTER, account.get(SUBMITTER, LAST), number);
  }
  // Whose it is stays known whatever parts of the record a later call brings.
  series.set(OWNER, number, member);
  account.set(SUBMITTER, COUNT, account.get(SUBMITTER, COUNT) + 1);
  account.set(SUBMITTER, LAST, number);
  return stakeUnits();
}

/** The provider escrows everything and commits to the test items. The windows start. */
export function fund(): i32 {
  require(call.isRole(PROVIDER) != 0, code.NOT_PERMITTED);
  require(stage() == UNFUNDED, WRONG_PHASE);
  require(call.paid() == rounds() * stakeUnits() + bondUnits() + feePotUnits(), WRONG_AMOUNT);
  digest.store(TEST_ITEMS);
  pool.set(FEES, feePotUnits());
  pool.set(START, call.time());
  pool.set(STAGE, FUNDED);
  return 0;
}

/** Commits the caller to a share of the randomness. */
export function join(): i32 {
  require(stage() == FUNDED && elapsed() < commitSeconds(), WRONG_PHASE);
  require(account.get(CALLER, DRAW) == NO_PART, code.ALREADY_CLAIMED);
  require(call.paid() == drawBondUnits(), WRONG_AMOUNT);
  account.set(CALLER, DRAW, HAS_JOINED);
  account.set(CALLER, SECRET_0, secret.part(0));
  account.set(CALLER, SECRET_1, secret.part(1));
  account.set(CALLER, SECRET_2, secret.part(2));
  account.set(CALLER, SECRET_3, secret.part(3));
  pool.set(JOINED, pool.get(JOINED) + 1);
  return 0;
}

/** Adds the caller's share to the randomness and gives the bond back. */
export function unveil(): i32 {
  require(stage() == FUNDED && elapsed() >= commitSeconds() && elapsed() < drawEnd(), WRONG_PHASE);
  require(account.get(CALLER, DRAW) == HAS_JOINED, code.NOT_PERMITTED);
  const wrong =
    (account.get(CALLER, SECRET_0) ^ secret.commitment(0)) |
    (account.get(CALLER, SECRET_1) ^ secret.commitment(1)) |
    (account.get(CALLER, SECRET_2) ^ secret.commitment(2)) |
    (account.get(CALLER, SECRET_3) ^ secret.commitment(3));
  require(wrong == 0, NOT_THE_SECRET);
  account.set(CALLER, DRAW, HAS_UNVEILED);
  pool.set(SEED, pool.get(SEED) ^ secret.part(0));
  pool.set(UNVEILED, pool.get(UNVEILED) + 1);
  pay.to(CALLER, drawBondUnits());
  return 0;
}

/** Opens the next part: the one that was drawn before the stakes, the others behind it in a circle after them; the last with all. */
export function reveal(): i32 {
  require(stage() == FUNDED, WRONG_PHASE);
  const revealed = pool.get(REVEALED);
  const from = revealed ? stakeEnd() : drawEnd();
  const until = revealed ? revealEnd() : showEnd();
  require(elapsed() >= from && elapsed() < until, WRONG_PHASE);
  const first = <i64>(<u64>pool.get(SEED) % <u64>testParts());
  const due = <i32>((first + revealed) % testParts());
  // What a call could bring all at once, every step of the settlement can bring again.
  const last = revealed + 1 == testParts();
  require(parts.match(TEST_ITEMS, <i32>testParts(), last ? ALL : due) != 0, NOT_THE_PART);
  require(<i64>parts.count() == (last ? testItems() : itemsPerPart()), NOT_THE_PART);
  pool.set(REVEALED, revealed + 1);
  if (last) {
    pool.set(ROUNDS_LEFT, rounds());
    pool.set(STAGE, pool.get(CONTRIBUTIONS) ? TEST : DONE);
  }
  return pool.get(UNVEILED) ? FAIR_DRAW : PROVIDER_CHOSE;
}

/** Ends a market that its provider has let down, that nobody took part in, or that nobody has settled. */
export function expire(): i32 {
  const now = stage();
  const contributions = pool.get(CONTRIBUTIONS);
  let shares = contributions;
  let prize = held();
  let end = EXPIRED;
  if (now != FUNDED) {
    // A promotion has nothing left that could fail, and the served model is half changed.
    require(now >= RESET && now <= SHARE, WRONG_PHASE);
    require(elapsed() >= settleEnd(), code.TOO_EARLY);
  } else if (!pool.get(REVEALED)) {
    require(elapsed() >= showEnd(), code.TOO_EARLY);
    shares = pool.get(UNVEILED);
    prize = bondUnits() + forfeited();
    end = CANCELLED;
  } else if (!contributions) {
    require(elapsed() >= stakeEnd(), code.TOO_EARLY);
    end = DONE;
  } else {
    require(elapsed() >= revealEnd(), code.TOO_EARLY);
  }
  if (shares) pool.set(SHARE_UNITS, prize / shares);
  pool.set(STAGE, end);
  return end;
}

// One step of the settlement each; they say which stage comes next.

function resetOne(): i64 {
  const next = copy.assign(SERVED, WORKING, <i32>pool.get(CURSOR), 1);
  pool.set(CURSOR, next);
  return next ? RESET : FIND;
}

function testOne(): i64 {
  const j = pool.get(CURSOR);
  if (j < testItems()) {
    const label = parts.open(<i32>j);
    pool.set(CORRECT, pool.get(CORRECT) + i64(copy.predict(WORKING) == label));
    pool.set(CURSOR, j + 1);
    return TEST;
  }
  // Scoring is a step of its own: a call may end right before it.
  const correct = pool.get(CORRECT);
  const turn = pool.get(TURN);
  if (turn) {
    const member = series.get(OWNER, turn);
    series.set(SCORE, member, series.get(SCORE, member) + correct - pool.get(BEFORE));
  } else {
    pool.set(BASELINE, correct);
  }
  pool.set(BEFORE, correct);
  pool.set(CORRECT, 0);
  pool.set(CURSOR, 0);
  return FIND;
}

/** Looks at one candidate for the next turn: a contribution, or in groups an account. */
function findOne(): i64 {
  if (grouped()) {
    const member = pool.get(TURN_MEMBER) + 1;
    if (member > pool.get(MEMBERS)) return SCAN;
    pool.set(TURN_MEMBER, member);
    if (series.get(DROPPED, member)) return FIND;
    pool.set(TURN, series.get(FIRST, member));
    return TRAIN;
  }
  const turn = pool.get(TURN) + 1;
  if (turn > pool.get(CONTRIBUTIONS)) return SCAN;
  pool.set(TURN, turn);
  return series.get(DROPPED, series.get(OWNER, turn)) ? FIND : TRAIN;
}

/** How many rounds everybody can pay: the least over accounts of balance / loss. */
function scanOne(): i64 {
  const member = pool.get(CURSOR) + 1;
  if (member == 1) pool.set(RUN, pool.get(ROUNDS_LEFT));
  const loss = -series.get(SCORE, member) * stakeUnits();
  if (loss > 0) pool.set(RUN, min<i64>(pool.get(RUN), series.get(BALANCE, member) / loss));
  const last = member == pool.get(MEMBERS);
  pool.set(CURSOR, last ? 0 : member);
  return last ? SHARE : SCAN;
}

function shareOne(): i64 {
  const member = pool.get(CURSOR) + 1;
  const left = pool.get(ROUNDS_LEFT) - pool.get(RUN);
  const round = series.get(SCORE, member) * stakeUnits();
  const balance = series.get(BALANCE, member) + round * pool.get(RUN);
  series.set(BALANCE, member, balance);
  series.set(SCORE, member, 0);
  if (!left) pool.set(OWED, pool.get(OWED) + balance / testItems());
  else if (balance + round < 0) series.set(DROPPED, member, 1);
  if (pool.get(MEMBERS) > member) {
    pool.set(CURSOR, member);
    return SHARE;
  }
  pool.set(CURSOR, 0);
  pool.set(ROUNDS_LEFT, left);
  if (!left) return pool.get(BEFORE) > pool.get(BASELINE) ? PROMOTE : finish();
  pool.set(BEFORE, pool.get(BASELINE));
  pool.set(TURN, 0);
  pool.set(TURN_MEMBER, 0);
  return RESET;
}

function promoteOne(): i64 {
  const next = copy.assign(WORKING, SERVED, <i32>pool.get(CURSOR), 1);
  pool.set(CURSOR, next);
  return next ? PROMOTE : finish();
}

// @ts-ignore: decorator
@inline function finish(): i64 {
  pool.set(SHARE_UNITS, forfeited() / pool.get(CONTRIBUTIONS));
  return DONE;
}

/** Pays the caller for steps out of what the provider escrowed for them. */
function payFee(steps: i64): void {
  const fee = min<i64>(pool.get(FEES), steps * stepFeeUnits());
  pool.set(FEES, pool.get(FEES) - fee);
  pay.to(CALLER, fee);
}

/** Argument 0: most steps to do. Attached: the test items, where the stage needs them. */
export function settle(): i32 {
  const attached = parts.match(TEST_ITEMS, <i32>testParts(), ALL) != 0;
  let done: i64 = 0;
  for (; done < call.arg(0); done++) {
    const now = stage();
    let next = now;
    if (now == TEST) {
      // What the caller has to attach can change within a call, so missing it is no error.
      if (!attached) break;
      next = testOne();
    } else if (now == FIND) next = findOne();
    else if (now == RESET) next = resetOne();
    else if (now == SCAN) next = scanOne();
    else if (now == SHARE) next = shareOne();
    else if (now == PROMOTE) next = promoteOne();
    else break;
    pool.set(STAGE, next);
  }
  require(done > 0, WRONG_PHASE);
  payFee(done);
  return <i32>stage();
}

/** One step: the contribution whose turn it is trains the working copy. */
export function train(): i32 {
  require(stage() == TRAIN, WRONG_PHASE);
  const turn = record.get(NUMBER);
  require(turn == pool.get(TURN), NOT_THE_NEXT);
  const stake = record.left();
  if (stake > 0) {
    // The first time: the stake moves from the record to the account's balance, in 1/testItems units.
    const member = series.get(OWNER, turn);
    record.setLeft(0);
    series.set(BALANCE, member, series.get(BALANCE, member) + stake * testItems());
  }
  copy.update(WORKING, record.label());
  const next = grouped() ? series.get(AFTER, turn) : 0;
  if (next) pool.set(TURN, next);
  else pool.set(STAGE, TEST);
  payFee(1);
  return <i32>stage();
}

/** What a settled or cancelled market owes the caller. */
export function collect(): i32 {
  let due: i64 = 0;
  if (stage() == DONE) {
    const member = account.get(CALLER, MEMBER);
    due = series.get(BALANCE, member) / testItems() + account.get(CALLER, COUNT) * pool.get(SHARE_UNITS);
    series.set(BALANCE, member, 0);
    account.set(CALLER, COUNT, 0);
  } else {
    require(stage() == CANCELLED, WRONG_PHASE);
    if (account.get(CALLER, DRAW) == HAS_UNVEILED) due = pool.get(SHARE_UNITS);
    account.set(CALLER, DRAW, HAS_COLLECTED);
  }
  require(due > 0, code.NOTHING_LEFT);
  pay.to(CALLER, due);
  return 0;
}

/** An expired market gives a stake back, trained on or not, with its share of bounty and bond; anyone may call. */
export function refund(): i32 {
  require(stage() == EXPIRED, WRONG_PHASE);
  require(record.get(NUMBER) > 0, code.NOTHING_LEFT);
  record.set(NUMBER, 0);
  record.setLeft(0);
  pay.to(SUBMITTER, stakeUnits() + pool.get(SHARE_UNITS));
  return 0;
}

/** Whatever the end has left over goes back to the provider. */
export function reclaim(): i32 {
  require(call.isRole(PROVIDER) != 0, code.NOT_PERMITTED);
  const end = stage();
  require(end >= DONE, WRONG_PHASE);
  require(pool.get(RECLAIMED) == 0, code.NOTHING_LEFT);
  pool.set(RECLAIMED, 1);
  const contributions = pool.get(CONTRIBUTIONS);
  const shares = end == CANCELLED ? pool.get(UNVEILED) : contributions;
  const settled = end == DONE ? contributions * stakeUnits() - pool.get(OWED) : 0;
  const due = held() + settled - shares * pool.get(SHARE_UNITS);
  require(due > 0, code.NOTHING_LEFT);
  pay.to(CALLER, due);
  return 0;
}
