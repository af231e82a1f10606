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
  /** In `add` only: 1 if a contribution of the same sample and label was added before; remembers this one. */
  @external("contribution", "seen") export declare function seen(): i32;
}
