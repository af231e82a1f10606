// Prediction market with a bounty: contributions are staked, and whoever moves the model's score on hidden test items
// wins or loses. Settled in steps that anyone may call; the number of steps comes from the caller, never from gas left.
import { account, call, CALLER, code, digest, item, model, pay, pool, record, SUBMITTER } from "@chainlearn/kernel/assembly";
import { commit, contribution, digest as drawn, INITIAL, item as attached, lane, member, MEMBER, test, WORKING } from "@chainlearn/kernel/assembly/planned";

@external("config", "stakeUnits") declare function stakeUnits(): i64;
/** The bounty pays this many rounds of `stakeUnits` each. */
@external("config", "rounds") declare function rounds(): i64;
@external("config", "bondUnits") declare function bondUnits(): i64;
@external("config", "testItems") declare function testItems(): i64;
@external("config", "openItems") declare function openItems(): i64;
@external("config", "commitEndSeconds") declare function commitEndSeconds(): i64;
@external("config", "drawEndSeconds") declare function drawEndSeconds(): i64;
@external("config", "stakeEndSeconds") declare function stakeEndSeconds(): i64;
@external("config", "revealEndSeconds") declare function revealEndSeconds(): i64;

const STAGE = 0, CURSOR = 1, CORRECT = 2, BEFORE = 3, CONTRIBUTIONS = 4, NEXT = 5, ROUNDS_LEFT = 6, RUN = 7, OPENED = 8;
const JOINED = 9, BOND = 10;
const BALANCE = 0, SCORE = 1, DROPPED = 2, HAS_BOND = 3;
const PROVIDER = 0;
const ROOT = 0, SEED = 1;
const UNFUNDED = 0, FUNDED = 1, COPY = 2, TEST = 3, TRAIN = 4, SCAN = 5, SHARE = 6, DONE = 7, EXPIRED = 8;
const WRONG_PHASE = 1000, WRONG_AMOUNT = 1001, NOT_THE_ITEM = 1002, NOT_THE_NEXT = 1003;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

// @ts-ignore: decorator
@inline function stage(): i64 {
  return pool.get(STAGE);
}

export function quote(): i64 {
  return stakeUnits();
}

/** Staking: the record is kept, the model is not touched. */
export function add(): i64 {
  require(stage() == FUNDED, WRONG_PHASE);
  require(call.time() >= drawEndSeconds() && call.time() < stakeEndSeconds(), WRONG_PHASE);
  pool.set(CONTRIBUTIONS, pool.get(CONTRIBUTIONS) + 1);
  account.set(SUBMITTER, BALANCE, account.get(SUBMITTER, BALANCE) + stakeUnits() * testItems());
  return stakeUnits();
}

/** The provider pays bounty and bond and commits to the test items. */
export function fund(): i32 {
  require(call.isRole(PROVIDER) != 0, code.NOT_PERMITTED);
  require(stage() == UNFUNDED && call.time() < commitEndSeconds(), WRONG_PHASE);
  require(call.paid() == rounds() * stakeUnits() + bondUnits(), WRONG_AMOUNT);
  digest.store(ROOT);
  pool.set(STAGE, FUNDED);
  return 0;
}

/** Bonded commitment to a share of the randomness that picks the items shown in advance. */
export function join(): i32 {
  require(stage() == FUNDED && call.time() < commitEndSeconds(), WRONG_PHASE);
  require(call.paid() == bondUnits(), WRONG_AMOUNT);
  commit.store();
  account.set(CALLER, HAS_BOND, 1);
  return 0;
}

export function draw(): i32 {
  require(call.time() >= commitEndSeconds() && call.time() < drawEndSeconds(), WRONG_PHASE);
  require(commit.reveal(SEED) != 0, code.NOT_PERMITTED);
  pool.set(JOINED, pool.get(JOINED) + 1);
  account.set(CALLER, HAS_BOND, 0);
  pay.to(CALLER, bondUnits());
  return 0;
}

/** Shows item number draw(SEED, k) of the k-th item that is opened in advance. */
export function show(): i32 {
  require(call.time() >= drawEndSeconds() && call.time() < stakeEndSeconds(), WRONG_PHASE);
  const k = pool.get(OPENED);
  require(k < openItems(), WRONG_PHASE);
  attached.open(0);
  require(attached.isLeaf(ROOT, <i32>(drawn.draw(SEED, <i32>k) % testItems())) != 0, NOT_THE_ITEM);
  pool.set(OPENED, k + 1);
  return 0;
}

/** After the stakes: all items in order, as many a call as are attached. */
export function reveal(): i32 {
  require(stage() == FUNDED, WRONG_PHASE);
  require(call.time() >= stakeEndSeconds() && call.time() < revealEndSeconds(), WRONG_PHASE);
  for (let k = 0; k < attached.count(); k++) {
    attached.open(k);
    require(attached.isLeaf(ROOT, test.count()) != 0, NOT_THE_ITEM);
    test.keep();
  }
  if (<i64>test.count() == testItems()) {
    pool.set(ROUNDS_LEFT, rounds());
    pool.set(STAGE, COPY);
  }
  return 0;
}

/** Nothing was revealed in time: stakes go back, bounty and bond are shared. */
export function expire(): i32 {
  require(stage() == FUNDED && call.time() >= revealEndSeconds(), WRONG_PHASE);
  const n = member.count();
  const share = n ? ((rounds() * stakeUnits() + bondUnits()) * testItems()) / n : 0;
  pool.set(BOND, share);
  pool.set(STAGE, EXPIRED);
  return 0;
}

// One step each; they say which stage comes next.

function testOne(): i64 {
  const j = pool.get(CURSOR);
  if (j < testItems()) {
    lane.use(WORKING);
    test.open(<i32>j);
    pool.set(CORRECT, pool.get(CORRECT) + i64(model.predict() == item.label()));
    pool.set(CURSOR, j + 1);
    return TEST;
  }
  const gain = pool.get(CORRECT) - pool.get(BEFORE);
  const done = pool.get(NEXT);
  pool.set(BEFORE, pool.get(CORRECT));
  pool.set(CORRECT, 0);
  pool.set(CURSOR, 0);
  if (done > 0) {
    member.open(<i32>pool.get(RUN));
    account.set(MEMBER, SCORE, account.get(MEMBER, SCORE) + gain);
  }
  return pool.get(CONTRIBUTIONS) > done ? TRAIN : SCAN;
}

function trainOne(k: i32): i64 {
  attached.open(k);
  require(attached.isContribution() != 0 && contribution.id() == pool.get(NEXT), NOT_THE_NEXT);
  pool.set(NEXT, pool.get(NEXT) + 1);
  if (account.get(SUBMITTER, DROPPED)) return pool.get(CONTRIBUTIONS) > pool.get(NEXT) ? TRAIN : SCAN;
  lane.use(WORKING);
  model.update(record.label());
  pool.set(RUN, member.id(SUBMITTER));
  return TEST;
}

/** Rounds that everybody can still pay: the least over members of balance / loss. */
function scanOne(): i64 {
  const k = <i32>pool.get(CURSOR);
  if (!k) pool.set(RUN, pool.get(ROUNDS_LEFT));
  if (k < member.count()) {
    member.open(k + 1);
    const loss = -account.get(MEMBER, SCORE) * stakeUnits();
    if (loss > 0) pool.set(RUN, min<i64>(pool.get(RUN), account.get(MEMBER, BALANCE) / loss));
    pool.set(CURSOR, k + 1);
    return SCAN;
  }
  pool.set(CURSOR, 0);
  return SHARE;
}

function shareOne(): i64 {
  const k = <i32>pool.get(CURSOR);
  const run = pool.get(RUN);
  if (k < member.count()) {
    member.open(k + 1);
    const score = account.get(MEMBER, SCORE) * stakeUnits();
    const balance = account.get(MEMBER, BALANCE) + score * run;
    account.set(MEMBER, BALANCE, balance);
    account.set(MEMBER, SCORE, 0);
    if (balance + score < 0) account.set(MEMBER, DROPPED, 1);
    pool.set(CURSOR, k + 1);
    return SHARE;
  }
  pool.set(CURSOR, 0);
  pool.set(BEFORE, 0);
  pool.set(NEXT, 0);
  pool.set(ROUNDS_LEFT, pool.get(ROUNDS_LEFT) - run);
  return pool.get(ROUNDS_LEFT) > 0 ? COPY : DONE;
}

/** Argument 0: steps. Attached: the next contributions, in order. */
export function settle(): i32 {
  let used = 0;
  for (let steps = call.arg(0); steps > 0; steps--) {
    const now = stage();
    let next = now;
    if (now == COPY) {
      const word = lane.copy(INITIAL, WORKING, <i32>pool.get(CURSOR), 16);
      pool.set(CURSOR, word);
      if (!word) next = TEST;
    } else if (now == TEST) {
      next = testOne();
    } else if (now == TRAIN) {
      // What the caller has to attach can change within a call, so running out of it is no error.
      if (used >= attached.count()) break;
      next = trainOne(used++);
    } else if (now == SCAN) {
      next = scanOne();
    } else if (now == SHARE) {
      next = shareOne();
    } else {
      require(now == DONE, WRONG_PHASE);
      break;
    }
    pool.set(STAGE, next);
  }
  return <i32>stage();
}

export function collect(): i32 {
  require(stage() == DONE || stage() == EXPIRED, WRONG_PHASE);
  const share = stage() == EXPIRED && member.id(CALLER) > 0 ? pool.get(BOND) : 0;
  const due = (account.get(CALLER, BALANCE) + share) / testItems();
  require(due > 0, code.NOTHING_LEFT);
  account.set(CALLER, BALANCE, 0);
  pay.to(CALLER, due);
  return 0;
}
