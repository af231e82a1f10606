import type {
  ChainAdapter,
  ChainId,
  DeploymentReceipt,
  DeployOptions,
  ResolvedComposition,
  SignedTransaction,
} from "@chainlearn/core";
import type { Examination } from "../doctor/check.ts";
import type { AccountKeys } from "../keys/account-keys.ts";
import type { Secrets } from "../keys/secrets.ts";
import type { Currency } from "../spending/coin.ts";
import type { Gate } from "../spending/gate.ts";

/** What a command gives a chain that it opens. */
export interface OpenOptions {
  /** Stands before every signature. */
  readonly gate: Gate;
  readonly secrets: Secrets;
  /** Name of the account that signs; "first" is the first of the configuration. Absent: nothing will be signed. */
  readonly account?: string;
}

/** What decides the transactions of a deployment. */
export type DeploymentPlan = Pick<DeployOptions, "from" | "initialState" | "roles" | "weights" | "upload">;

/** What a deployment costs, found by deploying to a chain of the same kind in this process. */
export interface DeploymentCost {
  readonly gas: bigint;
  /** The most that the chain can charge at today's price of gas, in base units. */
  readonly fee: bigint;
  readonly steps: readonly { readonly step: string; readonly gas: bigint }[];
  /** Gas limit of the first step; where a simulation on the chain itself finds more, all steps cost more. */
  readonly firstGas?: bigint;
}

/** A chain while a command works on it. */
export interface OpenChain {
  readonly adapter: ChainAdapter;
  readonly coin: Currency;
  /** Address that signs; undefined when the chain was opened to read. */
  readonly sender: string | undefined;
  /** No real money: nobody is asked before something is sent. */
  readonly isDevelopment: boolean;
  /** Address of an account of the configuration. @throws ChainlearnError unknown_account */
  addressOf(account: string): Promise<string>;
  /** Base units. */
  balance(address: string): Promise<bigint>;
  /** @param done what an earlier run has done of it */
  deploymentCost(
    composition: ResolvedComposition,
    plan: DeploymentPlan,
    done: DeploymentReceipt | undefined,
  ): Promise<DeploymentCost>;
  /** Asks the gate about what an earlier run has signed, before it is sent again. @throws ChainlearnError spend_limit */
  approve(signed: SignedTransaction): Promise<void>;
  /** Tells the gate what was charged for what was sent. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** A chain on this machine while it runs. */
export interface RunningChain {
  /** Where it is reached. */
  readonly url: string;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it; nothing is left behind. */
  close(): Promise<void>;
}

/** A chain of the configuration. Packages can bring kinds of their own. */
export interface ChainConfig {
  /** For people, as "evm". */
  readonly kind: string;
  /** CAIP-2. */
  readonly chainId: ChainId;
  /** Names of its accounts; the first one is the default. */
  readonly accounts: readonly string[];
  open(options: OpenOptions): Promise<OpenChain>;
  /**
   * Starts the chain on this machine, anew and empty; absent where it runs elsewhere.
   * @throws ChainlearnError chain_failure
   */
  start?(): Promise<RunningChain>;
  /** The keys of its accounts, for `key`; absent where it needs none. */
  readonly keys?: AccountKeys;
  /** What its node says about itself and whether keys are there, for `doctor`; absent: it is only opened. */
  examine?(secrets: Secrets): Promise<Examination>;
}
