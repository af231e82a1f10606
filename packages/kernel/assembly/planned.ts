/**
 * Words that are SPECIFIED BUT NOT YET HOSTED: no shell runs them, and `checkKernel` refuses them unless it is asked
 * for drafts. All are for mechanisms, none may be reached from `quote`.
 *
 * A register, series or account that a word selects is a constant.
 */

/** More about the open record. */
export namespace contribution {
  /** In `add` only: 1 if a contribution of the same sample and label was added before; remembers this one. */
  @external("contribution", "seen") export declare function seen(): i32;
}
