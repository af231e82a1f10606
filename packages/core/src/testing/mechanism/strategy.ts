import type { Params } from "../../composition.ts";
import type { SeriesPlace } from "../../snapshot.ts";
import type { ModelState } from "../../state.ts";
import type { OperationInput } from "../differential/operation.ts";
import type { Random } from "../random.ts";
import type { KnownContribution, World } from "./world.ts";

/** A call of an action that looks as if it would be accepted. */
export interface Aim {
  /** Account number of the sender. */
  readonly from: number;
  /** Needed by actions about a contribution. */
  readonly contribution?: KnownContribution;
  /** Default 0. */
  readonly payUnits?: bigint;
  /** Arguments, and whatever else the action brings. */
  readonly input?: OperationInput;
}

/** How one addition should be; what is left out is the suite's choice. */
export interface AdditionAim {
  readonly from?: number;
  readonly label?: number;
  /** Canonical bytes. */
  readonly sample?: Uint8Array;
}

/** What a call of an action is, for the rules. */
export interface RuleCall {
  readonly time: bigint;
  /** Account number. */
  readonly sender: number;
  /** Units. */
  readonly paid: bigint;
  readonly args: readonly bigint[];
  readonly input: OperationInput;
  /** Present in actions about a contribution: as the chain had it before the call. */
  readonly contribution: KnownContribution | undefined;
  /** What the chain's model says about the contribution's sample before the call. */
  predict(): Promise<number>;
}

/** What the rules say about a call: a code, or what is paid to whom and the logged reason. */
export type Ruling =
  | { readonly refused: string }
  | {
      /** Units that the kernel pays. */
      readonly amount: bigint;
      /** Whom. Default: the caller. */
      readonly to?: "caller" | "submitter";
      readonly reason: number;
      /** Units left of the contribution afterwards. Default: as many as before. */
      readonly left?: bigint;
    };

/**
 * The mechanism's rules, written from its documentation and apart from its kernel. An instance sees every accepted call of
 * one run, in order. Accounts are numbers, amounts units, times seconds.
 */
export interface MechanismRules {
  /** What one addition costs, or why none is taken. Changes nothing. */
  cost(addition: {
    readonly time: bigint;
    readonly sender: number;
    readonly label: number;
    readonly sample: Uint8Array;
    readonly paid: bigint;
  }): bigint | { readonly refused: string };
  /** An addition was accepted. */
  added(contribution: KnownContribution): void;
  /** Judges a call, and does what it does if it is accepted. */
  act(action: string, call: RuleCall): Ruling | Promise<Ruling>;
  /** The served model by the rules; undefined: they do not say. Default: they never do. */
  served?(): ModelState | undefined;
  /** The mechanism's cells by the rules, by name; those that are named are compared after every operation. */
  cells(): {
    readonly pool?: Readonly<Record<string, bigint>>;
    readonly account?: (account: number) => Readonly<Record<string, bigint>>;
    /** Any value that {@link MechanismStrategy.series} asks for. */
    readonly series?: (place: SeriesPlace) => bigint;
  };
}

/** A random choice of what a run is about. */
export interface RunTerms {
  /** Parameters of the mechanism. */
  readonly params: Params;
  /** Account numbers by role; roles left out belong to nobody. Accounts are 0 (the deployer) to 5. */
  readonly roles?: Readonly<Record<string, number>>;
}

/**
 * Aims random operations at one mechanism. It decides what is tried; what is right is for {@link MechanismRules} and
 * the ledger. Without one an action is tried on random contributions by random accounts.
 */
export interface MechanismStrategy {
  /**
   * How often each intention is chosen, in parts of their sum: `add`, names of actions, and the suite's own ways to be
   * refused: `badAddition`, `badAct`, `badLifecycle`. Default: add 36, 12 for every action about a contribution, 4 for
   * every other, badAddition 6, badAct 12, badLifecycle 2. A mechanism with phases can ask for others in each.
   */
  readonly weights?:
    | Readonly<Record<string, number>>
    | ((world: World, random: Random) => Readonly<Record<string, number>>);
  /**
   * Least percent of all operations that are accepted under a name. Default: add 30, 10 for every action about a
   * contribution, and at least one acceptance in all for the others.
   */
  readonly quota?: Readonly<Record<string, number>>;
  /** Operations of one run, that is of one contract. Default 1,500. */
  readonly operationsPerRun?: number;
  /** Names of the parameters that are waits from the addition on; their boundaries are sought to the second. */
  readonly waits: readonly string[];
  /** Times at which something opens or closes for everybody, as far as they are known now, by name. Default: none. */
  deadlines?(world: World): Readonly<Record<string, number>>;
  /** Names of actions that may pay the same account again for the same contribution. Default: none. */
  readonly repeatable?: readonly string[];
  /** Terms of a run: short waits, so that its gates are met often; amounts from dust to large. */
  terms(random: Random): RunTerms;
  /** Units that the mechanism holds beside what is left of deposits and credits, by its own cells. Default: 0. */
  held?(world: World): bigint;
  /** A call of this action that looks as if it would be accepted now; undefined: there is none. */
  aim(action: string, world: World, random: Random): Aim | undefined | Promise<Aim | undefined>;
  /** A call that is right in all respects but one, so that each refusal is met. */
  nearMiss?(
    world: World,
    random: Random,
  ):
    | (Aim & { readonly action: string })
    | undefined
    | Promise<(Aim & { readonly action: string }) | undefined>;
  /** How the next addition should be, as by mechanisms with phases; "none" where additions are not taken now. */
  addition?(world: World, random: Random): AdditionAim | "none";
  /** Seconds until something opens that the suite cannot know of, as a phase; undefined: the suite's choice. */
  pause?(world: World, random: Random): number | undefined;
  /**
   * From this time on everybody can get what is his. Default: the newest contribution's time and all `waits`. Asked again
   * when nothing more is to be had: a later time opens more.
   */
  lastGate?(world: World): number;
  /** Whether nothing more can happen: the run brings out what is left and the next one begins. Default: never. */
  over?(world: World, random: Random): boolean;
  /** Units that the rules leave behind when everybody has what is his. Default: 0. */
  remains?(world: World): bigint;
  /**
   * Values of the mechanism's series that are looked at after every operation: they are in the world's snapshot, a refused call must not
   * change them, and the rules may say what they are. Default: none.
   */
  series?(world: World): readonly SeriesPlace[];
  /** Names of actions that bring everybody's money out after the last gate, in order. Default: all that take no payment. */
  readonly closing?: readonly string[];
  /** The rules for a run. Without them only the ledger is checked, and that hosts agree. */
  rules?(terms: RunTerms, sealedAt: number): MechanismRules;
}
