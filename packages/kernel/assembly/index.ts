/**
 * The host vocabulary: everything a kernel may import. No memory, no floats, no strings.
 *
 * "traps" = the call fails with the code `trap` and changes nothing; "saturates" = clamps to the range. Indices k of
 * `hot`, `pool`, `account`, `record` cells, of roles, arguments, registers and series are positions in the manifest.
 *
 * `checkKernel` holds kernels to this: where a parameter "is a constant", the compiled call has a literal there; a
 * model's `predict` reaches no word that changes anything; a mechanism's `quote` reaches neither such a word nor one
 * about a sample, record, account or sender; a mechanism uses either `model` or, with two copies (manifest `copies`),
 * `copy`.
 *
 * Parameters and constants are declared by the kernel that uses them, one import each:
 *   @external("config", "learningRate") declare function learningRate(): i64;
 */

/** The sample under consideration. The shell has checked it: indices increase strictly and are below `features`. */
export namespace sample {
  /** Number of entries, 1 to maxEntries; dense: the number of features. */
  @external("sample", "count") export declare function count(): i32;
  /** Feature index of entry p (dense: p); p outside 0..count-1 traps. */
  @external("sample", "index") export declare function index(p: i32): i32;
  /** Value of entry p, fixed point with valueBits fraction bits; 1.0 where the encoding has no values; p out of range traps. */
  @external("sample", "value") export declare function value(p: i32): i32;
}

/** The model's cells: signed lanes of the shape's width, widened to i64. An index outside 0..cells-1 traps. */
export namespace state {
  @external("state", "get") export declare function get(i: i32): i64;
  /** Stores v, saturating to the lane. */
  @external("state", "set") export declare function set(i: i32, v: i64): void;
  /** set(i, get(i) + d), the sum exact before it saturates: one access instead of two. */
  @external("state", "add") export declare function add(i: i32, d: i64): void;
}

/** Whole rows: the cells base + index(p) of all entries p. A cell outside 0..cells-1 traps. */
export namespace row {
  /** floor(sum(value(p) * cell(base + index(p))) / 2^valueBits), the sum exact; saturates to i64. */
  @external("row", "dot") export declare function dot(base: i32): i64;
  /** state.add(base + index(p), floor(value(p) * d / 2^valueBits)) for all p, ascending. d outside i32 saturates to it first. */
  @external("row", "axpy") export declare function axpy(base: i32, d: i64): void;
  /** floor(sum(value(p)^2) / 2^valueBits), the sum exact; saturates to i64. */
  @external("row", "norm") export declare function norm(): i64;
}

/** The labels that contributions may have. */
export namespace label {
  /**
   * Labels in use: 0 to count - 1. At least the model's minClasses and at most the shape's classes; never falls. A
   * constant where the composition does not grow.
   */
  @external("label", "count") export declare function count(): i32;
}

/** The model's few cells that nearly every contribution changes (intercept, totals). They share the meter's slot. */
export namespace hot {
  /** k must be in range (traps). */
  @external("hot", "get") export declare function get(k: i32): i64;
  /** Saturates to the cell's declared bits. */
  @external("hot", "set") export declare function set(k: i32, v: i64): void;
}

/** i64 cells that live for one call, zero at the start of each model call; count in the manifest, k out of range traps. */
export namespace scratch {
  @external("scratch", "get") export declare function get(k: i32): i64;
  @external("scratch", "set") export declare function set(k: i32, v: i64): void;
}

/** a - b, held to the ends of i64. No word: code of the kernel that uses it. */
// @ts-ignore: decorator
@inline export function difference(a: i64, b: i64): i64 {
  const wrapped = a - b;
  if (((a ^ b) & (a ^ wrapped)) >= 0) return wrapped;
  return a < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

/** Exact integer functions. */
export namespace math {
  /** floor(a * b / c), all unsigned 64 bits, the product exact (128 bits); c = 0 traps; saturates to 2^63-1. */
  @external("math", "mulDiv") export declare function mulDiv(a: i64, b: i64, c: i64): i64;
  /** floor(sqrt(x)), x unsigned 64 bits. */
  @external("math", "isqrt") export declare function isqrt(x: i64): i64;
  /** log2(x) in Q16 for x >= 1 by the polynomial of docs/spec/math.md; x < 1 traps. Exact at powers of two. */
  @external("math", "log2") export declare function log2(x: i64): i64;
  /** 2^(x / 2^16) in Q16 by the polynomial of docs/spec/math.md; x >= 47 * 2^16 saturates to 2^63-1. */
  @external("math", "exp2") export declare function exp2(x: i64): i64;
}

// ---- for mechanisms ----------------------------------------------------------------------------------------------

/** The call. Amounts in units, times in seconds, both non-negative. */
export namespace call {
  /** Block time. */
  @external("call", "time") export declare function time(): i64;
  /** Units sent with the call. */
  @external("call", "paid") export declare function paid(): i64;
  /** 1 if the sender is the address given for role k at deployment, else 0. k is a constant. */
  @external("call", "isRole") export declare function isRole(k: i32): i32;
  /** The k-th argument of the action. k is a constant; out of range traps. */
  @external("call", "arg") export declare function arg(k: i32): i64;
  /**
   * Ends the call with a code of the catalogue or of the manifest; everything it did is undone. Does not return.
   * code is a constant.
   */
  @external("call", "reject") export declare function reject(code: i32): void;
}

/** The open record: the new one in `add`, the claimed one in an action about a contribution; otherwise every word traps. */
export namespace record {
  /** Time of the addition. */
  @external("record", "time") export declare function time(): i64;
  @external("record", "label") export declare function label(): i32;
  /** Units that the addition cost (0 inside `add`). */
  @external("record", "deposit") export declare function deposit(): i64;
  /** Units of the deposit that nobody has taken. */
  @external("record", "left") export declare function left(): i64;
  /** Negative or above the deposit traps. */
  @external("record", "setLeft") export declare function setLeft(v: i64): void;
  /** 1 if the caller added this contribution. */
  @external("record", "isSubmitter") export declare function isSubmitter(): i32;
  /** 1 if the caller has claimed this record before; marks it claimed by the caller. */
  @external("record", "claim") export declare function claim(): i32;
  /** The mechanism's record cells; k is a constant. */
  @external("record", "get") export declare function get(k: i32): i64;
  /** Saturates to the cell's declared bits; k is a constant. */
  @external("record", "set") export declare function set(k: i32, v: i64): void;
}

/** Cells per address. who and k are constants. */
export namespace account {
  /** who: {@link CALLER}, {@link SUBMITTER}. */
  @external("account", "get") export declare function get(who: i32, k: i32): i64;
  /** Saturates to the cell's declared bits. */
  @external("account", "set") export declare function set(who: i32, k: i32, v: i64): void;
}

/** The mechanism's own cells. k is a constant. */
export namespace pool {
  @external("pool", "get") export declare function get(k: i32): i64;
  /** Saturates to the cell's declared bits. */
  @external("pool", "set") export declare function set(k: i32, v: i64): void;
}

/**
 * The committed item that the call reveals (`commitItems` of @chainlearn/core): the sample of the call is the item's. In
 * other actions, and in `add` and `seal`, every word traps.
 */
export namespace item {
  /** A label in use. */
  @external("item", "label") export declare function label(): i32;
  /**
   * 1 if the item is the next one of the chain that a register holds the head of: the register moves on, to the
   * commitment behind the item. Otherwise 0, and nothing changes. register is a constant.
   */
  @external("item", "next") export declare function next(register: i32): i32;
}

/** 256-bit registers, which the manifest names and kernels move but cannot see; zero at first. Registers are constants. */
export namespace digest {
  /** Puts the 32 bytes that came with the call into a register; traps in actions without `digest` in the manifest. */
  @external("digest", "store") export declare function store(register: i32): void;
  /** Moves a register's value to another; the first becomes zero. Moved to itself it stays. */
  @external("digest", "move") export declare function move(from: i32, to: i32): void;
  /** 1 if all bits are zero. */
  @external("digest", "isZero") export declare function isZero(register: i32): i32;
}

/**
 * A list of labelled samples that was committed to in parts (`commitParts` of @chainlearn/core), as far as the call opens it.
 * The shell has read the opening before the kernel runs: labels are in use, samples are checked. In actions without
 * `parts` in the manifest, and in `add` and `seal`, every word traps.
 */
export namespace parts {
  /**
   * 1 if the opening is of the list that a register commits to, the list has `count` parts, and part `only` is open and no
   * other; with `only` = -1: all are open. Otherwise 0. register is a constant.
   */
  @external("parts", "match") export declare function match(register: i32, count: i32, only: i32): i32;
  /** Items of the open parts. */
  @external("parts", "count") export declare function count(): i32;
  /** Makes item j of the open parts the sample of the call; returns its label. j outside 0..count-1 traps. */
  @external("parts", "open") export declare function open(j: i32): i32;
}

/**
 * The 32 bytes that came with the call, for commitments of the caller's own; traps in actions without `digest` in the
 * manifest. k is a constant, 0 to 3: bits 64 k to 64 k + 63, the highest first.
 */
export namespace secret {
  @external("secret", "part") export declare function part(k: i32): i64;
  /** Of what an account publishes before it reveals these bytes as its secret (`secretCommitment` of @chainlearn/core). */
  @external("secret", "commitment") export declare function commitment(k: i32): i64;
}

/** Numbered i64 values that are kept for good, 0 until set: one per cycle, round or contribution. k is a constant. */
export namespace series {
  /** n below 0 or from 2^48 on traps. */
  @external("series", "get") export declare function get(k: i32, n: i64): i64;
  /** n below 0 or from 2^48 on traps. */
  @external("series", "set") export declare function set(k: i32, n: i64, v: i64): void;
}

/** The model of the composition, on the sample of the call. Only where its numbers exist once. */
export namespace model {
  @external("model", "predict") export declare function predict(): i32;
  /** A label out of range traps. */
  @external("model", "update") export declare function update(label: i32): void;
}

/**
 * Two copies of the model's numbers (state and hot cells) side by side. `which`, `from` and `to` are constants: {@link SERVED},
 * {@link WORKING}.
 */
export namespace copy {
  /**
   * How strongly the copy prefers a label for the sample of the call, in the model's own units: 0 or more if and only if
   * it predicts the label; saturates. A label out of range traps.
   */
  @external("copy", "margin") export declare function margin(which: i32, label: i32): i64;
  @external("copy", "predict") export declare function predict(which: i32): i32;
  /** A label out of range traps. */
  @external("copy", "update") export declare function update(which: i32, label: i32): void;
  /**
   * Copies `count` state words from number `first` on; the hot cells go with the last. `from` and `to` differ. `first`
   * below 0 or behind the last word traps, and so does `count` below 1.
   * @returns the number of the next word, 0 when all have been copied
   */
  @external("copy", "assign") export declare function assign(from: i32, to: i32, first: i32, count: i32): i32;
}

/** The copy that everybody sees and that `predict` as a view answers with. */
export const SERVED: i32 = 0;
/** The copy beside it. */
export const WORKING: i32 = 1;

/** Money leaves at the end of the call. */
export namespace pay {
  /**
   * At most once a call, a second time traps; so does a negative amount. who is a constant: {@link CALLER} is sent to,
   * {@link SUBMITTER} is credited.
   */
  @external("pay", "to") export declare function to(who: i32, amount: i64): void;
}

/** The sender of the call. */
export const CALLER: i32 = 0;
/** The submitter of the open record. */
export const SUBMITTER: i32 = 1;

/** Catalogue codes that mechanisms reject with (`ERROR_CODES` of @chainlearn/core). */
export namespace code {
  export const NOT_SUBMITTER: i32 = 401;
  export const OWN_CONTRIBUTION: i32 = 402;
  export const TOO_EARLY: i32 = 403;
  export const ALREADY_CLAIMED: i32 = 404;
  export const NOTHING_LEFT: i32 = 405;
  export const MODEL_DISAGREES: i32 = 406;
  export const MODEL_AGREES: i32 = 407;
  export const NOT_VALIDATED: i32 = 408;
  export const SHARE_IS_ZERO: i32 = 409;
  export const NOT_PERMITTED: i32 = 410;
}
