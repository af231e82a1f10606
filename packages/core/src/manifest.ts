import type { Judge } from "./judge.ts";

/** Width of a model's state cells in bits. Cells are signed and saturate. */
export type LaneBits = 8 | 16 | 32 | 64;

/** How many copies of the model's numbers a composition keeps side by side: one, or {@link SERVED} and {@link WORKING}. */
export type Copies = 1 | 2;

/** The copy that `predict` answers with. */
export const SERVED = 0;
/** The copy beside it, which the mechanism trains. */
export const WORKING = 1;

/** How a sample is written as bytes; see docs/spec/shell.md, "Samples". */
export type SampleEncoding = "sparse" | "sparse-values" | "dense";

/** A packed cell of the meter, an account or a record. A value outside its range saturates when it is set. */
export interface CellSpec {
  readonly name: string;
  /** 1 to 64. Unsigned cells have at most 63 bits, so that every value is a non-negative i64. */
  readonly bits: number;
  readonly signed: boolean;
}

/** An integer parameter of a plugin. Kernels read it as `config.<name>()`. */
export interface ParamSpec {
  readonly name: string;
  /** What the number counts: "seconds", "units", "Q16 weight"… */
  readonly unit: string;
  readonly min: bigint;
  readonly max: bigint;
  /** Absent: the composition has to give it. */
  readonly default?: bigint;
  readonly description: string;
}

/** What is fixed when a composition is compiled. */
export interface Shape {
  /** Feature indices are 0 .. features-1. 1 to 2^24. */
  readonly features: number;
  /** Labels are 0 .. classes-1. 2 to 65,535. */
  readonly classes: number;
  readonly lane: LaneBits;
  readonly encoding: SampleEncoding;
  /** Fraction bits of a feature value: 1.0 is 2^valueBits. 0 to 30. */
  readonly valueBits: number;
  /** Most entries a sample may have; dense samples have exactly `features`. */
  readonly maxEntries: number;
}

/**
 * What a model's kernel needs and promises. Exports: predict() -> i32, update(label: i32), and optionally
 * margin(label: i32) -> i64: how strongly the model prefers a label, in units of its own, 0 or more exactly where
 * `predict` gives that label. Mechanisms that ask for margins take models that have it.
 */
export interface ModelManifest {
  readonly kind: "model";
  /** Kebab-case, equal to the plugin's folder. */
  readonly id: string;
  readonly version: string;
  readonly description: string;
  readonly encodings: readonly SampleEncoding[];
  readonly lanes: readonly LaneBits[];
  readonly minClasses: number;
  readonly maxClasses: number;
  /**
   * Whether a composition may start with fewer classes than it has room for. "free": a class without samples is never
   * predicted, so that adding one changes no prediction. "none": all classes are there from the start.
   */
  readonly growth: "none" | "free";
  /** Number of state cells for a shape. */
  cells(shape: Shape): number;
  /** Cells that nearly every contribution changes; they share the meter's slot. Kernels use `hot`. */
  hot(shape: Shape): readonly CellSpec[];
  /** Number of i64 cells that live for one call. */
  scratch(shape: Shape): number;
  /** Values of `config.<name>()` that are fixed with the shape and folded at link time. */
  constants(shape: Shape): Readonly<Record<string, bigint>>;
  readonly params: readonly ParamSpec[];
}

/** An entry point that a mechanism adds. The kernel exports a function of the same name: () -> i32 (reason, 0 to 255). */
export interface ActionSpec {
  /** camelCase in TypeScript and Solidity, snake_case in CosmWasm messages. */
  readonly name: string;
  /**
   * none: about no contribution; sample: the claim brings the sample (it may be predicted); hash: only its hash; item:
   * about no contribution but a committed item (`commitItems`), which the call brings.
   */
  readonly record: "none" | "sample" | "hash" | "item";
  /** The call brings 32 bytes, which `digest.store` keeps. Not with an item. Absent: no. */
  readonly digest?: true;
  /** The call opens parts of a committed list (`openParts`); kernels use `parts`. Not with an item or a sample. Absent: no. */
  readonly parts?: true;
  /** Names of i64 arguments, read with `call.arg(k)`. */
  readonly args: readonly string[];
  readonly payable: boolean;
  readonly description: string;
}

/** What is known of a deployment before anything is sent. */
export interface DeploymentFacts {
  /** Whether the model changes nothing when it is trained on a label that it predicts already. */
  readonly learnsFromErrorsOnly: boolean;
  /** Names of the roles that somebody has. */
  readonly roles: readonly string[];
}

/** Something that a deployment would not do although its owner may expect it. */
export interface Caution {
  readonly what: string;
  /** What to change about it. */
  readonly todo: string;
}

/** What a mechanism's kernel needs and promises. Exports: quote() -> i64, add() -> i64, seal()?, one per action. */
export interface MechanismManifest<A extends ActionSpec = ActionSpec, E extends string = string> {
  readonly kind: "mechanism";
  readonly id: string;
  readonly version: string;
  readonly description: string;
  /**
   * 2: the model's numbers exist twice, served and working, and kernels use `copy` instead of `model`. Absent: once.
   */
  readonly copies?: 2;
  /** The mechanism's own cells, in the meter. Kernels use `pool`. */
  readonly pool: readonly CellSpec[];
  /** Cells per account. Kernels use `account`. */
  readonly account: readonly CellSpec[];
  /** Cells per record; the data handler says how many bits. Kernels use `record.get` and `record.set`. */
  readonly record: readonly CellSpec[];
  /** Names of 256-bit registers, 256 at most; zero at first. Kernels use `digest` and `item.next`. Absent: none. */
  readonly registers?: readonly string[];
  /** Names of series of numbered i64 values, 256 at most. Kernels use `series`. Absent: none. */
  readonly series?: readonly string[];
  /** Names of optional addresses, given at deployment. Kernels ask `call.isRole(k)`. */
  readonly roles: readonly string[];
  readonly params: readonly ParamSpec[];
  /**
   * Why these parameters, each in its range, do not go together: a sentence that says what to change. With such
   * parameters nothing is deployed. Absent: all go together.
   */
  contradiction?(params: Readonly<Record<string, bigint>>): string | undefined;
  /** What whoever deploys should know first. Unlike a contradiction it stops nobody. Absent: there is nothing to say. */
  cautions?(facts: DeploymentFacts): readonly Caution[];
  /**
   * How the mechanism tells which contributions are right, for one log: badges, the leaderboard and exported data go by it.
   * Absent: nobody can tell, and none of them is to be had.
   * @param params of the mechanism
   */
  judge?(params: Readonly<Record<string, bigint>>): Judge;
  readonly actions: readonly A[];
  /** Id of the data handler of compositions that name none. Absent: `stored`. */
  readonly dataHandler?: string;
  /** Names of the mechanism's own rejection codes (1000 and above). */
  readonly errors: Readonly<Record<number, E>>;
}

/**
 * A mechanism's manifest as it is written, with the names of its actions and errors in its type: whoever uses the plugin
 * gets a typed method for each action (`mechanismActions`), and a `switch` over its errors that is checked.
 */
export const mechanismManifest = <const A extends ActionSpec, const E extends string = never>(
  manifest: MechanismManifest<A, E>,
): MechanismManifest<A, E> => manifest;

/** A shell component that decides what is remembered about each contribution. */
export interface DataHandlerManifest {
  readonly kind: "data-handler";
  readonly id: string;
  readonly version: string;
  readonly description: string;
  /** Where the mechanism's cells are in a record's word. */
  readonly recordCells: { readonly firstBit: number; readonly bits: number };
  /** Bits of each of two amounts in the word, the deposit lowest and what is left of it behind. Deposits are below 2^63 anyway. */
  readonly amountBits: number;
  /** Which bit of the word says that there is a record. */
  readonly existsBit: number;
  /** Which bit says that its submitter has claimed it. */
  readonly claimedBit: number;
  /** Whether the word counts the claims by others. */
  readonly countsClaims: boolean;
}

/** A model: manifest and compiled kernel (wasm bytes). Its sha256 is its identity. */
export interface ModelPlugin {
  readonly manifest: ModelManifest;
  readonly kernel: Uint8Array;
}

/** An incentive mechanism: manifest and compiled kernel (wasm bytes). */
export interface MechanismPlugin<A extends ActionSpec = ActionSpec, E extends string = string> {
  readonly manifest: MechanismManifest<A, E>;
  readonly kernel: Uint8Array;
}

/** A data handler. It has no code of its own: shells implement those of this package by their ids, and no others. */
export interface DataHandlerPlugin {
  readonly manifest: DataHandlerManifest;
}
