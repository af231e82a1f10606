/**
 * Words that are SPECIFIED BUT NOT YET HOSTED: no shell runs them, and `checkKernel` refuses them unless it is asked
 * for drafts. They are what the champion mechanism and the prediction market need beyond the vocabulary proper; the
 * drafts in `drafts/` are written with them. All are for mechanisms, none may be reached from `quote`.
 *
 * A register, lane, series or account that a word selects is a constant.
 */

/**
 * Copies of the model's numbers (state and hot cells) side by side: every cell has one lane per copy. At the start of
 * each call {@link SERVED} is in use; `predict` as a view always is about it.
 */
export namespace lane {
  /** From here on `model.predict`, `model.update` and `lane.margin` work on this copy. Training INITIAL traps. */
  @external("lane", "use") export declare function use(k: i32): void;
  /**
   * How strongly the copy in use prefers a label for the sample of the call, in the model's own units: 0 or more if and
   * only if it predicts the label. The model exports it: `margin(label: i32): i64`. A label out of range traps.
   */
  @external("lane", "margin") export declare function margin(label: i32): i64;
  /**
   * Copies `count` state words from number `first` on; the hot cells go with the last. INITIAL as target traps, as do
   * `first` behind the end and `count` below 1.
   * @returns the number of the next word, 0 when all have been copied
   */
  @external("lane", "copy") export declare function copy(from: i32, to: i32, first: i32, count: i32): i32;
}

/** What everybody sees and `predict` answers with. */
export const SERVED: i32 = 0;
/** Trained beside it: challenger, or working copy of a settlement. */
export const WORKING: i32 = 1;
/** The sealed initial state; read only. */
export const INITIAL: i32 = 2;

/** More about the open record. */
export namespace contribution {
  /** 0, 1, 2, … in the order of addition. */
  @external("contribution", "id") export declare function id(): i64;
  /** In `add` only: 1 if a contribution of the same sample and label was added before; remembers this one. */
  @external("contribution", "seen") export declare function seen(): i32;
}

/** Accounts in the order of their first contribution: 1, 2, 3, …; 0 is none. */
export namespace member {
  @external("member", "count") export declare function count(): i32;
  /** Number of an account (CALLER, SUBMITTER); 0 if it never contributed. */
  @external("member", "id") export declare function id(who: i32): i64;
  /** Makes member k the account {@link MEMBER}; k outside 1..count traps. */
  @external("member", "open") export declare function open(k: i32): void;
}

/** For `account` words: the member opened last; traps before the first. */
export const MEMBER: i32 = 2;

/** Labelled samples that the caller attached to the call: parts of contributions, or items of a committed test set. */
export namespace item {
  @external("item", "count") export declare function count(): i32;
  /** Makes item k the sample of the call, and its record the open record if it is a contribution. k out of range traps. */
  @external("item", "open") export declare function open(k: i32): void;
  /** 1 if the open item is a contribution that this contract knows. */
  @external("item", "isContribution") export declare function isContribution(): i32;
  /** 1 if the open item, with the salt and the proof that came with it, is leaf n of the Merkle root in a register. */
  @external("item", "isLeaf") export declare function isLeaf(register: i32, n: i32): i32;
}

/** Test items that the contract keeps. */
export namespace test {
  @external("test", "count") export declare function count(): i32;
  /** Appends the open item. */
  @external("test", "keep") export declare function keep(): void;
  /** Makes kept item j the sample of the call and the open item. j out of range traps. */
  @external("test", "open") export declare function open(j: i32): void;
}

/** More about registers. */
export namespace digest {
  /** 0 to 2^63 - 1: the first bits of keccak256(register ‖ n). The same register and n give the same number. */
  @external("digest", "draw") export declare function draw(register: i32, n: i32): i64;
}

/** Randomness that nobody chooses alone: everyone commits to 32 bytes, then reveals them. One commitment per account. */
export namespace commit {
  /** Keeps the 32 bytes that came with the call as the caller's commitment; a second time traps. */
  @external("commit", "store") export declare function store(): void;
  /**
   * 1 if the 32 bytes that came with the call are what the caller committed to, keccak256(address ‖ bytes): mixes them
   * into the register, register := keccak256(register ‖ bytes), and forgets the commitment. Otherwise 0.
   */
  @external("commit", "reveal") export declare function reveal(register: i32): i32;
}
