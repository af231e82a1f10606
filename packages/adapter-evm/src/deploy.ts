import {
  ChainlearnError,
  type CodeWeights,
  checkReceipt,
  type DeploymentReceipt,
  type DeployOptions,
  type InitialState,
  METER_FIRST_BIT,
  type ResolvedComposition,
  receiptParts,
  type SignedTransaction,
  throwIfAborted,
  withoutPending,
  withPending,
} from "@chainlearn/core";
import {
  type AccessList,
  type Address,
  getAddress,
  getContractAddress,
  type Hex,
  size,
  type TransactionReceipt,
} from "viem";
import type { CompiledContract, Upload } from "./artifact.ts";
import { codeLayout } from "./code-weights.ts";
import { type EvmConnection, MAX_TRANSACTION_GAS } from "./connection.ts";
import { creationData } from "./creation.ts";
import { encodeShellCall } from "./encode.ts";
import { decodeLogs } from "./log.ts";
import { readLogs } from "./read-logs.ts";
import { addressIn, receiptRoles, roleAddresses } from "./receipt.ts";
import { slots } from "./slots.ts";
import { readStorage } from "./storage.ts";
import { checkImplementation, codeHash } from "./verify-code.ts";

/** Gas of uploading one state word: a new slot, calldata, log and hash. */
const GAS_PER_WORD = 23_800;
/** Gas of an upload beside its words. */
const GAS_PER_CHUNK = 200_000;
/** Gas of a byte of code: calldata and deposit. */
const GAS_PER_BYTE = 220;

/** Fewest words whose access list pays. */
const WORDS_TO_ANNOUNCE = 12;

type Step = DeploymentReceipt["steps"][number];

interface Deploying {
  readonly connection: EvmConnection;
  readonly composition: ResolvedComposition;
  readonly contract: CompiledContract;
  readonly state: InitialState;
  /** Undefined: in cells. */
  readonly codeWeights: CodeWeights | undefined;
  readonly upload: Upload;
  readonly options: DeployOptions;
  readonly logRange: number;
}

/** State words that one transaction uploads. */
async function wordsPerChunk(deploying: Deploying): Promise<number> {
  const { composition, codeWeights } = deploying;
  // A data contract is created at once.
  if (codeWeights) return codeLayout(composition, codeWeights).wordsPerContract;
  return Math.max(1, await wordsWithin(deploying, GAS_PER_CHUNK));
}

/** State words that a transaction has gas for beside what else it does. */
async function wordsWithin({ connection }: Deploying, gas: number): Promise<number> {
  const block = await connection.ask("reading the gas limit", (client) => client.getBlock());
  const limit = Math.min(Number(block.gasLimit), MAX_TRANSACTION_GAS);
  return Math.floor((limit - gas) / GAS_PER_WORD);
}

/** @throws ChainlearnError unsupported when one transaction cannot hold the creation and all state words */
async function requireOneTransaction(deploying: Deploying): Promise<void> {
  const { contract, state } = deploying;
  const room = await wordsWithin(deploying, GAS_PER_CHUNK + GAS_PER_BYTE * size(contract.creationCode));
  if (state.words.length <= room) return;
  throw new ChainlearnError(
    "unsupported",
    `the initial state has ${state.words.length} words; one transaction has room for ${Math.max(0, room)}. Deploy with upload: "chunks".`,
    { details: { words: state.words.length, room } },
  );
}

const step = (name: string, { transactionHash, gasUsed }: TransactionReceipt): Step => ({
  step: name,
  transaction: transactionHash,
  gasUsed: `${gasUsed}`,
});

const uploadName = (first: number, count: number): string => `upload words ${first} to ${first + count - 1}`;
/** Step that creates the contract. */
export const CREATE = "create";
const SEAL = "seal";

/**
 * Creates the contract, uploads the initial state in chunks and seals it, or goes on where an earlier run stopped.
 * A transaction is written down before it is sent, and what was uploaded is asked from the chain: nothing is repeated.
 */
class Deployer {
  readonly #deploying: Deploying;
  readonly #state: InitialState;
  readonly #roles: readonly string[];
  /** Whose code a clone runs. */
  #implementation: Address | undefined;

  constructor(deploying: Deploying) {
    const { composition, options } = deploying;
    this.#deploying = deploying;
    this.#state = deploying.state;
    this.#roles = roleAddresses(composition, options.roles);
  }

  async run(): Promise<DeploymentReceipt> {
    const { connection, options } = this.#deploying;
    connection.signer(options.from);
    this.#implementation = options.cloneOf && (await this.#clonable(options.cloneOf));
    const begun = options.resume ? await this.#resumed(options.resume) : undefined;
    return this.#deploying.upload === "once" ? (begun ?? this.#runOnce()) : this.#runInChunks(begun);
  }

  async #runInChunks(begun: DeploymentReceipt | undefined): Promise<DeploymentReceipt> {
    const { options, contract } = this.#deploying;
    const chunk = await wordsPerChunk(this.#deploying);
    const words = this.#state.words.length;
    const uploadedBefore = begun ? await this.#uploaded(begun) : 0;
    const transactions =
      (begun ? begun.steps.length : 1) +
      Math.ceil((words - uploadedBefore) / chunk) +
      (begun?.sealed ? 0 : 1);
    const report = async (next: DeploymentReceipt): Promise<DeploymentReceipt> => {
      await options.onReceipt?.(next);
      options.onProgress?.(next.steps.length, transactions, next.steps.at(-1)?.step ?? "");
      return next;
    };

    let receipt =
      begun ?? (await report(this.#created(await this.#send(CREATE, undefined, this.#creation(contract)))));
    let uploaded = uploadedBefore;
    while (uploaded < words) {
      const next = this.#state.words.slice(uploaded, uploaded + chunk);
      const name = uploadName(uploaded, next.length);
      const data = encodeShellCall("initialize", [BigInt(uploaded), next]);
      const access = this.#written(getAddress(receipt.address), uploaded, next.length);
      receipt = await report(this.#after(name, receipt, await this.#send(name, receipt, data, access)));
      uploaded += next.length;
    }
    if (!receipt.sealed) {
      const sent = await this.#send(SEAL, receipt, encodeShellCall("seal", [this.#state.hot]));
      receipt = await report(this.#after(SEAL, receipt, sent));
    }
    return receipt;
  }

  /** All in one transaction: either it has been done, or nothing. */
  async #runOnce(): Promise<DeploymentReceipt> {
    const { connection, contract, options, state } = this.#deploying;
    await requireOneTransaction(this.#deploying);
    const nonce = await connection.nextNonce(options.from);
    const address = getContractAddress({ from: getAddress(options.from), nonce: BigInt(nonce) });
    const access = this.#written(address, 0, state.words.length);
    const created = await this.#send(CREATE, undefined, this.#creation(contract), access);
    const receipt = this.#created(created);
    await options.onReceipt?.(receipt);
    options.onProgress?.(1, 1, CREATE);
    return receipt;
  }

  /**
   * The storage that an upload writes. Announced slots (EIP-2930) cost 200 gas less to touch, the announcement of the
   * address 2,400: cheaper from a dozen words on. Where the words go into code there is nothing to announce.
   */
  #written(address: Address, firstWord: number, count: number): AccessList | undefined {
    if (this.#deploying.codeWeights || count < WORDS_TO_ANNOUNCE) return undefined;
    const words = Array.from({ length: count }, (_, w) => slots.state(firstWord + w));
    return [{ address, storageKeys: [slots.meter(0), ...words] }];
  }

  #send(
    what: string,
    receipt: DeploymentReceipt | undefined,
    data: Hex,
    accessList?: AccessList,
  ): Promise<TransactionReceipt> {
    const { connection, composition, options } = this.#deploying;
    const { signal, onPending, onVoid } = options;
    throwIfAborted(signal);
    let latest = receipt;
    return connection.send({
      from: options.from,
      data,
      what,
      errors: composition.mechanism.manifest.errors,
      ...(receipt ? { to: getAddress(receipt.address) } : {}),
      ...(accessList ? { accessList } : {}),
      // What is written down nowhere is waited for even if the caller cancels: otherwise its step would be lost.
      ...(onPending && signal && { signal }),
      onVoid: async (signed) => {
        await onVoid?.(signed);
        if (!latest) return;
        latest = withoutPending(latest);
        await onPending?.(latest);
      },
      onSigned: async (signed) => {
        await options.onSigned?.(signed);
        latest = withPending(receipt ? (latest ?? receipt) : this.#creating(signed, latest), what, signed);
        await onPending?.(latest);
      },
    });
  }

  /** The receipt once a step is in a block. */
  #after(name: string, receipt: DeploymentReceipt, sent: TransactionReceipt): DeploymentReceipt {
    if (name === SEAL) this.#checkSealed(decodeLogs(sent.logs, getAddress(receipt.address)));
    const steps = [...receipt.steps, step(name, sent)];
    return { ...withoutPending(receipt), steps, sealed: name === SEAL };
  }

  /**
   * Brings what an earlier run has signed into a block, if it can still happen.
   * @returns undefined when nothing is created, and nothing that is signed will
   */
  async #settled(receipt: DeploymentReceipt): Promise<DeploymentReceipt | undefined> {
    const { connection, options } = this.#deploying;
    if (!receipt.pending) return receipt.steps.length > 0 ? receipt : undefined;
    const { step: name, transactions } = receipt.pending;
    let latest = receipt;
    const sent = await connection.resume(transactions, {
      ...options,
      // A stuck one is replaced, with the same number.
      onSigned: async (signed) => {
        await options.onSigned?.(signed);
        latest = withPending(latest, name, signed);
        await options.onPending?.(latest);
      },
    });
    if (!sent) return receipt.steps.length > 0 ? withoutPending(receipt) : undefined;
    const after = name === CREATE ? this.#created(sent) : this.#after(name, receipt, sent);
    await options.onReceipt?.(after);
    return after;
  }

  /** The contract behind an earlier deployment, once it is known to be this composition's. */
  async #clonable(original: DeploymentReceipt): Promise<Address> {
    const { connection, contract } = this.#deploying;
    checkReceipt(original, { codeHash: codeHash(contract) });
    const implementation = addressIn(original.implementation ?? original.address);
    await checkImplementation(connection, contract, implementation);
    return implementation;
  }

  #creation(contract: CompiledContract): Hex {
    const { composition, options, state, upload, codeWeights } = this.#deploying;
    return creationData(contract, {
      composition,
      deployer: getAddress(options.from),
      roles: this.#roles,
      implementation: this.#implementation,
      codeWeights,
      genesis: upload === "once" ? state : undefined,
    });
  }

  /** What a receipt of this deployment says, whatever has been done. */
  #fixed(): Pick<
    DeploymentReceipt,
    | "deployer"
    | "codeHash"
    | "roles"
    | "initialStateHash"
    | "toolchain"
    | "chain"
    | "implementation"
    | "codeWeights"
    | "upload"
  > {
    const { connection, composition, contract, codeWeights, upload, options } = this.#deploying;
    return {
      chain: connection.chainId,
      deployer: getAddress(options.from),
      codeHash: codeHash(contract),
      roles: receiptRoles(composition, this.#roles),
      initialStateHash: this.#state.hash,
      toolchain: contract.toolchain,
      ...(this.#implementation === undefined ? {} : { implementation: this.#implementation }),
      ...(codeWeights === undefined ? {} : { codeWeights }),
      ...(upload === "once" ? { upload } : {}),
    };
  }

  /**
   * The receipt of a deployment whose first transaction is signed: its number decides the address.
   * @param before what was written down about an earlier one, which may have the same number
   */
  #creating({ number }: SignedTransaction, before: DeploymentReceipt | undefined): DeploymentReceipt {
    const { composition, options } = this.#deploying;
    return {
      ...this.#fixed(),
      address: getContractAddress({ from: getAddress(options.from), nonce: BigInt(number) }),
      block: 0,
      ...receiptParts(composition),
      steps: [],
      ...(before?.pending && { pending: before.pending }),
      sealed: false,
    };
  }

  #created(sent: TransactionReceipt): DeploymentReceipt {
    const { composition, upload } = this.#deploying;
    if (!sent.contractAddress)
      throw new ChainlearnError("chain_failure", "the node's receipt of the creation has no address.");
    const address = getAddress(sent.contractAddress);
    if (upload === "once") this.#checkSealed(decodeLogs(sent.logs, address));
    return {
      ...this.#fixed(),
      address,
      block: Number(sent.blockNumber),
      ...receiptParts(composition),
      steps: [step(CREATE, sent)],
      sealed: upload === "once",
    };
  }

  /** Number of state words on the chain. */
  async #uploaded(receipt: DeploymentReceipt): Promise<number> {
    const { connection } = this.#deploying;
    const address = getAddress(receipt.address);
    const [meter = 0n] = await readStorage(connection, address, [slots.meter(0)], await connection.block());
    return meter & 1n ? this.#state.words.length : Number(BigInt.asUintN(METER_FIRST_BIT - 1, meter >> 1n));
  }

  /** An earlier run's receipt with what was done after it was written; undefined: it has created nothing. */
  async #resumed(written: DeploymentReceipt): Promise<DeploymentReceipt | undefined> {
    const { connection, composition, logRange, options } = this.#deploying;
    const unless = { implementation: undefined, codeWeights: undefined, upload: undefined };
    checkReceipt(written, { ...receiptParts(composition), ...unless, ...this.#fixed() });
    const receipt = await this.#settled(written);
    if (!receipt) return undefined;
    const address = addressIn(receipt.address);
    const code = await connection.codeOf(address);
    if (!code) throw new ChainlearnError("receipt_mismatch", `there is no contract at ${address}.`);
    const logs = await readLogs(connection, {
      address,
      fromBlock: receipt.block,
      toBlock: await connection.block(),
      most: logRange,
      signal: options.signal,
    });
    const entries = decodeLogs(logs, address);
    const steps: Step[] = [...receipt.steps];
    for (const entry of entries) {
      const { transaction } = entry.position;
      if (steps.some((known) => known.transaction === transaction)) continue;
      const name =
        entry.kind === "stateWritten"
          ? uploadName(entry.firstWord, entry.words.length)
          : entry.kind === "sealed"
            ? SEAL
            : undefined;
      if (name === undefined) continue;
      const hash = transaction as Hex;
      steps.push(
        step(
          name,
          await connection.ask("reading a receipt", (client) => client.getTransactionReceipt({ hash })),
        ),
      );
    }
    this.#checkUploaded(entries);
    this.#checkSealed(entries);
    return { ...receipt, steps, sealed: entries.some((entry) => entry.kind === "sealed") };
  }

  /** The words that are on the chain have to be the ones that this run would upload. */
  #checkUploaded(entries: ReturnType<typeof decodeLogs>): void {
    for (const entry of entries) {
      if (entry.kind !== "stateWritten") continue;
      if (entry.words.some((word, i) => word !== this.#state.words[entry.firstWord + i])) {
        throw new ChainlearnError("receipt_mismatch", "the chain holds another initial state than this one.");
      }
    }
  }

  #checkSealed(entries: ReturnType<typeof decodeLogs>): void {
    const entry = entries.find(({ kind }) => kind === "sealed");
    if (entry?.kind === "sealed" && entry.stateHash !== this.#state.hash) {
      throw new ChainlearnError(
        "receipt_mismatch",
        `the chain sealed the state ${entry.stateHash}; ${this.#state.hash} was given.`,
      );
    }
  }
}

/**
 * Deploys a compiled composition.
 * @throws ChainlearnError initial_state_malformed, receipt_mismatch, aborted, and what sending a transaction throws
 */
export const deployContract = (deploying: Deploying): Promise<DeploymentReceipt> =>
  new Deployer(deploying).run();
