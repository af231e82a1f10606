import type { Cancellable } from "./cancel.ts";
import type { CodeVerification } from "./code-verification.ts";
import type { ResolvedComposition } from "./composition.ts";
import type { AccountId, ChainId } from "./ids.ts";
import type { CommittedItem } from "./item.ts";
import type { PlacedLogEntry } from "./log.ts";
import type { Contribution } from "./record.ts";
import type { Sample } from "./sample.ts";
import type { AccountState, Snapshot, SnapshotRequest } from "./snapshot.ts";
import type {
  ResumeOptions,
  SignedTransaction,
  TransactionOptions,
  TransactionResult,
} from "./transaction.ts";

export interface AddDataInput extends TransactionOptions {
  /** Address of a signer that the adapter has. */
  readonly from: string;
  readonly sample: Sample;
  readonly label: number;
  /** Units to send. Default: what `quote()` says. The excess over the charge comes back. */
  readonly pay?: bigint;
}

export interface ActInput extends TransactionOptions {
  readonly from: string;
  /** Needed by actions about a contribution. */
  readonly contribution?: Contribution;
  /** Needed by actions that reveal an item. */
  readonly item?: CommittedItem;
  /** 32 bytes; needed by actions that take them. */
  readonly digest?: Uint8Array;
  /** An opening (`openParts`); for actions that take one. Default: none. */
  readonly parts?: Uint8Array;
  /** i64 arguments in the order of the manifest. */
  readonly args?: readonly bigint[];
  /** Units to send with a payable action. */
  readonly pay?: bigint;
}

/** A sample and its label. */
export type DataItem = Pick<AddDataInput, "sample" | "label">;

/** Additions at one moment; 1 to 256. */
export interface AddDataBatchInput extends TransactionOptions {
  /** Address of a signer that the adapter has. */
  readonly from: string;
  readonly items: readonly DataItem[];
  /**
   * Units to send: the batch is refused if it costs more. Default: what `quoteBatch()` says. The excess over the cost
   * comes back.
   */
  readonly pay?: bigint;
}

/** One action of a batch, which takes no payment. */
export type BatchedAction = Omit<ActInput, "from" | "pay" | keyof TransactionOptions> & {
  readonly action: string;
};

/** Actions in one transaction; 1 to 256. */
export interface ActBatchInput extends TransactionOptions {
  readonly from: string;
  readonly actions: readonly BatchedAction[];
}

export interface AddClassInput extends TransactionOptions {
  /** Address of the composition's `growth.role`. */
  readonly from: string;
  /** For people: 1 to 32 bytes of UTF-8. It is kept in the log only. */
  readonly name: string;
}

/** Which part of a log is read. */
export interface LogRange extends Cancellable {
  /** Default: the contract's first block. */
  readonly fromBlock?: number;
  /** Blocks behind the newest one are left out. Default: the newest */
  readonly toBlock?: number;
  /**
   * Id that the first contribution in the range has to have. Who reads a log in parts gives the one behind the last of the part
   * before, so that none is missing between the two. Default: 0 where the range begins with the contract, else any
   */
  readonly firstContribution?: number;
}

/**
 * Role: a composition that runs on some chain. Amounts are units (bigint), times are seconds.
 * Every method rejects with a ChainlearnError; with `aborted` at once when its signal fires. Where one sends, what was sent
 * before may still happen.
 */
export interface Trainer {
  readonly composition: ResolvedComposition;
  readonly chainId: ChainId;
  readonly accountId: AccountId;
  /** Address of the deployer, as the log writes addresses. */
  readonly deployer: string;
  /** Addresses of the composition's roles by name, as the log writes addresses; replay needs them. */
  readonly roles: Readonly<Record<string, string>>;
  /** Units that one addition costs now. */
  quote(options?: Cancellable): Promise<bigint>;
  /** The label that the model gives a sample now; free. */
  predict(sample: Sample, options?: Cancellable): Promise<number>;
  addData(input: AddDataInput): Promise<TransactionResult>;
  /**
   * Units that a batch would cost now, each item at the price that the items before it leave: simulated with all that
   * `from` has, so insufficient_funds says that it has too little.
   */
  quoteBatch(input: Omit<AddDataBatchInput, "pay">): Promise<bigint>;
  /**
   * Adds several contributions in one transaction: all of them or none. Each has its own log entry, whose `paid` is
   * what the ones before have left of the payment. A refusal names the item: `details.item`.
   */
  addDataBatch(input: AddDataBatchInput): Promise<TransactionResult>;
  /** Runs an action of the mechanism, as `refund`. */
  act(action: string, input: ActInput): Promise<TransactionResult>;
  /**
   * Runs several actions in one transaction, in order: all of them or none. Each logs and pays as if it were alone. A
   * refusal names the item: `details.item`.
   */
  actBatch(input: ActBatchInput): Promise<TransactionResult>;
  /** Takes the next label into use; its entry `classAdded` says which. Only where the composition grows. */
  addClass(input: AddClassInput): Promise<TransactionResult>;
  /** Pays out the credit of `from`, to itself or to `to`. */
  withdraw(
    input: TransactionOptions & { readonly from: string; readonly to?: string },
  ): Promise<TransactionResult>;
  /**
   * Sends what an earlier call has signed (`onSigned`), unless a block has it, and waits for it: what a process does
   * that goes on where another one died.
   * @param signed at least one, all with one number: only one of them can happen
   * @returns what it did; undefined: it did nothing and never will, since it has failed in its block, or another
   * transaction has its number
   * @throws ChainlearnError transaction_pending, aborted; unsupported where nothing is signed
   */
  resume(
    signed: readonly SignedTransaction[],
    options?: ResumeOptions,
  ): Promise<TransactionResult | undefined>;
  account(address: string, options?: Cancellable): Promise<AccountState>;
  /**
   * The log in order, or a part of it.
   * @throws ChainlearnError nodes_disagree when a contribution is missing, although it was asked for several times; aborted
   */
  log(range?: LogRange): Promise<PlacedLogEntry[]>;
  /** Number of the newest block. */
  block(options?: Cancellable): Promise<number>;
  /**
   * Hash of a block in the chain's own form: a chain that reorganises has another one for the number afterwards.
   * undefined: there is no such block.
   */
  blockHash(block: number, options?: Cancellable): Promise<string | undefined>;
  /** State at one block (default: the newest). */
  snapshot(request: SnapshotRequest, block?: number, options?: Cancellable): Promise<Snapshot>;
  verifyCode(options?: Cancellable): Promise<CodeVerification>;
}
