import type { Cancellable } from "./cancel.ts";
import type { ResolvedComposition } from "./composition.ts";
import type { ContractDescription } from "./description.ts";
import type { EncoderIdentity } from "./encoder.ts";
import type { Growth } from "./growth.ts";
import type { AccountId, ChainId } from "./ids.ts";
import type { CommittedItem } from "./item.ts";
import type { PlacedLogEntry } from "./log.ts";
import type { LaneBits } from "./manifest.ts";
import type { Contribution, RecordState } from "./record.ts";
import type { Sample } from "./sample.ts";
import type { ModelState } from "./state.ts";

/** A signed transaction: however often its bytes are sent, it happens once at most. It is no secret. */
export interface SignedTransaction {
  /** For people: what it does, as `create`. */
  readonly what: string;
  /** Address that signed it. */
  readonly from: string;
  /** Its number among the sender's (EVM: nonce, Cosmos: sequence): of several with one number one can happen. */
  readonly number: number;
  /** Hash, as the chain writes it; found without asking anybody. */
  readonly transaction: string;
  /** Lower-case hex of what is sent. */
  readonly bytes: string;
  /** A block that was there when it was signed: none up to it has it. Absent where nobody needs to know. */
  readonly after?: number;
}

/** How something is sent. */
export interface TransactionOptions extends Cancellable {
  /**
   * Called with every transaction that is signed, before it is sent, and awaited; what it throws stops the sending.
   * It is called again when a transaction is proven never to happen and another is signed in its place, and when a stuck
   * one is replaced by one that pays more, which has the same number. Chains that sign elsewhere, or nothing at all, do
   * not call it.
   */
  readonly onSigned?: (signed: SignedTransaction) => void | Promise<void>;
  /**
   * Called with every signed transaction that is proven never to happen, and awaited: a block has another one with its
   * number, or the node has refused it and nobody else has seen it. It has charged nothing.
   */
  readonly onVoid?: (signed: SignedTransaction) => void | Promise<void>;
}

/** How what was signed before is brought to its end. */
export interface ResumeOptions extends TransactionOptions {
  /** false: nothing is sent, and nothing waited for; only what blocks have counts. Default: true. */
  readonly send?: boolean;
}

/** What a sent entry did. */
export interface TransactionResult {
  readonly transaction: string;
  /** Gas of the whole transaction, in the chain's own gas. */
  readonly gasUsed: bigint;
  /** The entries that the transaction added to the log, in order. */
  readonly entries: readonly PlacedLogEntry[];
}

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

export interface AccountState {
  /** Units owed to the account; `withdraw` pays them out. */
  readonly credit: bigint;
  /** The mechanism's account cells in manifest order. */
  readonly cells: readonly bigint[];
}

/** What the chain holds at one block. */
export interface Snapshot {
  readonly block: number;
  readonly sealed: boolean;
  readonly nextId: number;
  /** Labels in use: 0 to labels - 1. */
  readonly labels: number;
  /** 256-bit state words. */
  readonly words: readonly bigint[];
  readonly hot: readonly bigint[];
  readonly pool: readonly bigint[];
  /** Of the mountain range, the lowest first; only with the data handler `accumulator`. */
  readonly peaks?: readonly bigint[];
  /** By contribution id, as a claim would find it; undefined = the chain has no such record. */
  readonly records: ReadonlyMap<number, RecordState | undefined>;
  readonly accounts: ReadonlyMap<string, AccountState>;
  /** Claim marks of `address`, key `${address}/${bucket}`; bit i stands for id 256 * bucket + i. */
  readonly marks: ReadonlyMap<string, bigint>;
  /** The mechanism's registers in manifest order, as 256-bit numbers. */
  readonly registers: readonly bigint[];
  /** Values of the mechanism's series, key `${series}/${number}`. */
  readonly series: ReadonlyMap<string, bigint>;
  /** The contract's whole units; at least what it owes. */
  readonly balance: bigint;
}

/** What a snapshot should contain: the chain cannot enumerate what is keyed by hashes. */
export interface SnapshotRequest {
  readonly contributions: readonly Contribution[];
  readonly accounts: readonly string[];
  readonly marks: readonly { readonly account: string; readonly bucket: number }[];
  /** `series` is the position in the manifest. Default: none. */
  readonly series?: readonly SeriesPlace[];
}

/** Where a value of a mechanism's series is. */
export interface SeriesPlace {
  /** Position of the series in the manifest. */
  readonly series: number;
  /** 0 to 2^48 - 1. */
  readonly number: number;
}

/** What is compared besides the log and what follows from it. */
export interface CodeCheck {
  /** code: what runs; instance: deployer, parameters and roles; creation: that nothing else has made its state. */
  readonly part: "code" | "instance" | "creation";
  /** Where they differ first, in words; undefined when they match. */
  readonly difference?: string;
}

/** Outcome of comparing the code on chain with a rebuilt contract. */
export interface CodeVerification {
  readonly matches: boolean;
  /** One by one; `difference` is the first one's that has any. */
  readonly checks: readonly CodeCheck[];
  /** Hash of the code on chain (EVM: keccak256 of the masked runtime code, CosmWasm: sha256 checksum). */
  readonly onChain: string;
  readonly rebuilt: string;
  /** Kernel ids that the contract reports. */
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** Where they differ first, in words; undefined when they match. */
  readonly difference?: string;
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

/** An initial state in contract code. */
export interface CodeWeights {
  /** Of a cell in code: the narrowest that all initial values fit, at most the lane. */
  readonly bits: LaneBits;
}

/** A step that is signed and not known to be in a block. */
export interface PendingStep {
  readonly step: string;
  /** At least one, all with one number: only one of them can happen. */
  readonly transactions: readonly SignedTransaction[];
}

/** What an adapter writes down about a deployment; JSON. */
export interface DeploymentReceipt {
  readonly version: 1;
  readonly chain: ChainId;
  readonly address: string;
  readonly deployer: string;
  /** First block that can hold log entries. */
  readonly block: number;
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** Versions that decide the bytes: asc, binaryen, solc, chainlearn. */
  readonly toolchain: Readonly<Record<string, string>>;
  /** EVM: keccak256 of the masked runtime code; CosmWasm: sha256 checksum. */
  readonly codeHash: string;
  readonly plugins: { readonly model: string; readonly mechanism: string; readonly dataHandler: string };
  /** How samples are made, where the composition says it. The chain does not know it. */
  readonly encoder?: EncoderIdentity;
  readonly shape: ResolvedComposition["shape"];
  /** Absent where no class can be added. */
  readonly growth?: Growth | undefined;
  /** Decimal strings by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
  /** Hex of the initial state's hash. */
  readonly initialStateHash: string;
  /** Whose code a clone runs: EVM and local the original's address, CosmWasm the code id. Absent: it is no clone. */
  readonly implementation?: string;
  /** Absent: the initial state is in cells. */
  readonly codeWeights?: CodeWeights;
  /** Absent: the initial state came in chunks behind the contract's creation. */
  readonly upload?: "once";
  readonly steps: readonly {
    readonly step: string;
    readonly transaction: string;
    readonly gasUsed: string;
  }[];
  /** The step that is signed and not known to be in a block; `address` is then the one that it will have. */
  readonly pending?: PendingStep;
  /** CosmWasm: what the address was derived from, in hex; see `DeployOptions.salt`. */
  readonly salt?: string;
  /**
   * Whether its deployment has come to its end. What `identify` makes for a contract that somebody else has deployed says true
   * without having asked: `Snapshot.sealed` and the verdict of `verify` are the chain's word.
   */
  readonly sealed: boolean;
}

export interface DeployOptions extends TransactionOptions {
  /** Address of the deployer; a signer that the adapter has. */
  readonly from: string;
  /** Missing cells are 0. */
  readonly initialState?: Partial<ModelState>;
  /** Addresses of the composition's roles; roles left out belong to nobody. */
  readonly roles?: Readonly<Record<string, string>>;
  /**
   * Receipt of a deployment on this chain, with the same plugins, shape and weights: the new contract runs its code and
   * shares nothing else with it, neither state nor parameters, roles or deployer. Saves uploading the code again.
   */
  readonly cloneOf?: DeploymentReceipt;
  /**
   * Where the initial state is kept. cells (default): one storage slot a word. code: contract code, with a cell
   * written on its first change: cheaper to deploy, dearer for every word that additions touch; EVM only
   * (docs/decisions/0013-weights-as-code.md has the figures). The local chain takes both and does not tell them apart.
   * A clone has them where its original has them.
   * @throws ChainlearnError unsupported where a chain keeps state in cells only
   */
  readonly weights?: "cells" | "code";
  /**
   * How the initial state gets into the contract. chunks (default): in transactions behind the creation, as many as it
   * takes; resumable, and the code can be cloned. once: with the creation, in one transaction, which has to hold it all;
   * 5 % cheaper; EVM only, not for clones and weights in code. The local chain takes both and does not tell them apart.
   */
  readonly upload?: "chunks" | "once";
  /**
   * Gives the contract an address of its own choice: chain, deployer, code, parameters, roles, initial state and this
   * text decide it, and it is known before anything is sent. A deployment that finds its contract there goes on with it.
   * CosmWasm only (instantiate2); other chains ignore it (docs/decisions/0028-deployments-that-survive.md).
   */
  readonly salt?: string;
  /** An earlier run's receipt: finished steps are not repeated, and a pending transaction is sent again as it is. */
  readonly resume?: DeploymentReceipt;
  /** Called after every transaction, with what a later run needs to resume. */
  readonly onReceipt?: (receipt: DeploymentReceipt) => void | Promise<void>;
  /**
   * Called between the signature of a transaction and its broadcast, and awaited, with the receipt that names it as
   * `pending`. Whoever writes it down loses nothing and pays nothing twice, whenever the process ends. Not called where
   * nothing is signed.
   */
  readonly onPending?: (receipt: DeploymentReceipt) => void | Promise<void>;
  readonly onProgress?: (done: number, total: number, step: string) => void;
}

/** A trainer and the receipt of its deployment. */
export interface Deployment {
  readonly trainer: Trainer;
  readonly receipt: DeploymentReceipt;
}

/** What helps to find a contract of which only the address is known. */
export interface FindOptions extends Cancellable {
  /** EVM: hash of the transaction that created it. Default: it is looked for, for which the node has to know old states. */
  readonly creation?: string;
}

/** What a chain tells about a contract of which only the address is known. */
export interface FoundContract {
  readonly address: string;
  readonly deployer: string;
  /** First block that can hold log entries. */
  readonly block: number;
  /** Of the code on chain, as in a receipt; EVM: not masked. */
  readonly codeHash: string;
  /** As the contract names them. */
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** What its deployment wrote beside it; absent where it wrote nothing. */
  readonly description?: ContractDescription;
  /** As in a receipt. */
  readonly implementation?: string;
  readonly upload?: "once";
  /** The receipt's step that created it, where the chain tells. */
  readonly creation?: DeploymentReceipt["steps"][number];
  /**
   * What it was created with.
   * @param params names in the composition's order
   * @param roles names in the composition's order
   * @throws ChainlearnError unknown_contract when it has not so many
   */
  instance(
    params: readonly string[],
    roles: readonly string[],
  ): { readonly params: Readonly<Record<string, bigint>>; readonly roles: Readonly<Record<string, string>> };
}

/** The sources of a contract, for whoever builds it again or has it verified by others. */
export interface ContractSource {
  /** Content by name: what is built, and beside it what has to be known for that. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Of the code that is built from them; as a receipt's. */
  readonly codeHash: string;
}

/** Role: deploys compositions to one chain and attaches to deployed ones. */
export interface ChainAdapter {
  readonly chainId: ChainId;
  /** Ids of the data handlers that its contracts can have; `deploy` refuses others with `unsupported`. */
  readonly dataHandlers: readonly string[];
  /**
   * @throws ChainlearnError invalid_composition before anything is sent, when the parameters of the mechanism contradict
   * each other and nothing is resumed
   */
  deploy(composition: ResolvedComposition, options: DeployOptions): Promise<Deployment>;
  /** @throws ChainlearnError receipt_mismatch when the receipt is about another composition or chain */
  attach(composition: ResolvedComposition, receipt: DeploymentReceipt): Promise<Trainer>;
  /**
   * Asks the chain what a contract says of itself, and what its deployment wrote beside it.
   * @throws ChainlearnError unknown_contract, creation_not_found
   */
  find(address: string, options?: FindOptions): Promise<FoundContract>;
  /**
   * The sources of a deployment, in the form that the chain's public verifiers take: EVM the standard JSON input of solc,
   * CosmWasm the wasm.
   * @throws ChainlearnError receipt_mismatch; unsupported where contracts have no code
   */
  source(composition: ResolvedComposition, receipt: DeploymentReceipt): Promise<ContractSource>;
}

/** A chain for development and tests: funded accounts and a clock. */
export interface DevChain {
  readonly adapter: ChainAdapter;
  /** At least six funded addresses with signers; the first deploys. */
  readonly accounts: readonly string[];
  /** settable: `setTime` works; real: time passes by itself. */
  readonly clock: "settable" | "real";
  /** Time of the newest block in seconds. */
  now(): Promise<number>;
  /** The next block, or call without a transaction, happens at this time; later than `now()`. */
  setTime(seconds: number): Promise<void>;
  /** Native balance in base units. */
  balance(address: string): Promise<bigint>;
  /** Base units of one unit. */
  readonly baseUnitsPerUnit: bigint;
  close(): Promise<void>;
}

/**
 * Entry points without the client's own checks, for conformance tests: what is passed goes to the chain as it is, so
 * that bad input is refused by the contract and not by the client. Every trainer implements it.
 */
export interface RawTrainer {
  rawAddData(input: {
    readonly from: string;
    readonly label: number;
    readonly sample: Uint8Array;
    readonly payBaseUnits: bigint;
  }): Promise<TransactionResult>;
  rawAddBatch(input: {
    readonly from: string;
    readonly items: readonly RawDataItem[];
    readonly payBaseUnits: bigint;
  }): Promise<TransactionResult>;
  rawActBatch(input: {
    readonly from: string;
    readonly actions: readonly RawBatchedAction[];
  }): Promise<TransactionResult>;
  rawAct(
    action: string,
    input: {
      readonly from: string;
      readonly contribution?: Contribution;
      /** For actions that take the hash: instead of the hash of the contribution's sample. */
      readonly sampleHash?: Uint8Array;
      readonly item?: CommittedItem;
      readonly digest?: Uint8Array;
      readonly parts?: Uint8Array;
      readonly args?: readonly bigint[];
      readonly payBaseUnits?: bigint;
    },
  ): Promise<TransactionResult>;
  /** Only where the composition grows. */
  rawAddClass(input: {
    readonly from: string;
    /** 32 bytes. */
    readonly name: Uint8Array;
    readonly payBaseUnits?: bigint;
  }): Promise<TransactionResult>;
  rawInitialize(input: {
    readonly from: string;
    readonly firstWord: number;
    readonly words: readonly bigint[];
  }): Promise<TransactionResult>;
  rawSeal(input: { readonly from: string; readonly hot: readonly bigint[] }): Promise<TransactionResult>;
}

/** A label and canonical bytes, unchecked. */
export type RawDataItem = Pick<Parameters<RawTrainer["rawAddData"]>[0], "label" | "sample">;

/** One action of a batch, unchecked. */
export type RawBatchedAction = Omit<Parameters<RawTrainer["rawAct"]>[1], "from" | "payBaseUnits"> & {
  readonly action: string;
};
