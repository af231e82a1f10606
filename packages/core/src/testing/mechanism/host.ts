import type { ResolvedComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import type { FullTrainer } from "../adapter/stage.ts";

/** What an address does with payments: takes them, refuses them, or refuses them after it has used all the gas it gets. */
export type RecipientManner = "takes" | "refuses" | "burns";

/** Runs several calls of one contract in one block. */
export interface SharedBlocks {
  /**
   * @param seconds time of the block
   * @param calls made in this order; each gets a trainer of its own
   * @returns what the calls resolve to, in order
   */
  run<T>(seconds: number, calls: readonly ((trainer: FullTrainer) => Promise<T>)[]): Promise<T[]>;
}

/** A kind of chain to check mechanisms on. */
export interface MechanismHost {
  /** Short; a column of the table, as "evm". */
  readonly name: string;
  /** With a clock that can be set; where `blocks` is missing, further blocks happen at the time of the one before. */
  start(): Promise<DevChain>;
  /** Ids of the data handlers that the chain has. Default: all. */
  readonly dataHandlers?: readonly string[];
  /** Absent where nobody can be kept from taking money. */
  readonly setRecipient?: (chain: DevChain, address: string, manner: RecipientManner) => Promise<void>;
  /** Of so many moments one has its quote compared before anything happens, where looks are slow. Default: 1, all. */
  readonly quoteEvery?: number;
  /** Absent where a block holds one call. */
  readonly blocks?: (
    chain: DevChain,
    composition: ResolvedComposition,
    receipt: DeploymentReceipt,
  ) => Promise<SharedBlocks>;
}

/** A host whose chain runs. */
export interface RunningMechanismHost {
  readonly host: MechanismHost;
  readonly chain: DevChain;
}
