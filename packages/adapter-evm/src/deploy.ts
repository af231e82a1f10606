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
} from "@chainlearn/core";
import {
  type Address,
  concatHex,
  encodeAbiParameters,
  getAddress,
  type Hex,
  type TransactionReceipt,
} from "viem";
import { type CompiledContract, instanceValues } from "./artifact.ts";
import { cloneCreationCode } from "./clone.ts";
import { codeLayout } from "./code-weights.ts";
import { type EvmConnection, MAX_TRANSACTION_GAS, throwIfAborted } from "./connection.ts";
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

type Step = DeploymentReceipt["steps"][number];

interface Deploying {
  readonly connection: EvmConnection;
  readonly composition: ResolvedComposition;
  readonly contract: CompiledContract;
  readonly state: InitialState;
  /** Undefined: in cells. */
  readonly codeWeights: CodeWeights | undefined;
  readonly options: DeployOptions;
  readonly logRange: number;
}

/** State words that one transaction uploads. */
async function wordsPerChunk({ connection, composition, codeWeights }: Deploying): Promise<number> {
  // A data contract is created at once.
  if (codeWeights) return codeLayout(composition, codeWeights).wordsPerContract;
  const block = await connection.ask("reading the gas limit", (client) => client.getBlock());
  const limit = Math.min(Number(block.gasLimit), MAX_TRANSACTION_GAS);
  return Math.max(1, Math.floor((limit - GAS_PER_CHUNK) / GAS_PER_WORD));
}

const step = (name: string, { transactionHash, gasUsed }: TransactionReceipt): Step => ({
  step: name,
  transaction: transactionHash,
  gasUsed: `${gasUsed}`,
});

const uploadName = (first: number, count: number): string => `upload words ${first} to ${first + count - 1}`;
const SEAL = "seal";

/**
 * Creates the contract, uploads the initial state in chunks and seals it, or goes on where an earlier run stopped.
 * What was done is asked from the chain, so a transaction that was sent and not written down is not repeated either.
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
    const { connection, options, contract } = this.#deploying;
    connection.signer(options.from);
    this.#implementation = options.cloneOf && (await this.#clonable(options.cloneOf));
    const chunk = await wordsPerChunk(this.#deploying);
    let receipt = options.resume ? await this.#resumed(options.resume) : undefined;
    const total = (done: number, uploaded: number, isSealed: boolean): number =>
      done + Math.ceil((this.#state.words.length - uploaded) / chunk) + (isSealed ? 0 : 1);
    const transactions = receipt
      ? total(receipt.steps.length, await this.#uploaded(receipt), receipt.sealed)
      : 1 + total(0, 0, false);
    const report = async (next: DeploymentReceipt): Promise<DeploymentReceipt> => {
      await options.onReceipt?.(next);
      options.onProgress?.(next.steps.length, transactions, next.steps.at(-1)?.step ?? "");
      return next;
    };

    if (!receipt) {
      const created = await this.#send("create", undefined, this.#creation(contract));
      receipt = await report(this.#created(created));
    }
    let uploaded = receipt.sealed ? this.#state.words.length : await this.#uploaded(receipt);
    while (uploaded < this.#state.words.length) {
      const words = this.#state.words.slice(uploaded, uploaded + chunk);
      const name = uploadName(uploaded, words.length);
      const sent = await this.#send(name, receipt, encodeShellCall("initialize", [BigInt(uploaded), words]));
      receipt = await report({ ...receipt, steps: [...receipt.steps, step(name, sent)] });
      uploaded += words.length;
    }
    if (!receipt.sealed) {
      const sent = await this.#send(SEAL, receipt, encodeShellCall("seal", [this.#state.hot]));
      this.#checkSealed(decodeLogs(sent.logs, getAddress(receipt.address)));
      receipt = await report({ ...receipt, sealed: true, steps: [...receipt.steps, step(SEAL, sent)] });
    }
    return receipt;
  }

  #send(what: string, receipt: DeploymentReceipt | undefined, data: Hex): Promise<TransactionReceipt> {
    const { connection, composition, options } = this.#deploying;
    throwIfAborted(options.signal);
    // A transaction that is under way is waited for even if the caller cancels: otherwise its step would be lost.
    return connection.send({
      from: options.from,
      data,
      what,
      errors: composition.mechanism.manifest.errors,
      ...(receipt ? { to: getAddress(receipt.address) } : {}),
    });
  }

  /** The contract behind an earlier deployment, once it is known to be this composition's. */
  async #clonable(original: DeploymentReceipt): Promise<Address> {
    const { connection, contract } = this.#deploying;
    checkReceipt(original, { codeHash: codeHash(contract) });
    const implementation = addressIn(original.implementation ?? original.address);
    await checkImplementation(connection, contract, implementation);
    return implementation;
  }

  #creation({ creationCode }: CompiledContract): Hex {
    const { composition, options } = this.#deploying;
    if (this.#implementation) {
      const values = instanceValues(composition, getAddress(options.from), this.#roles);
      return cloneCreationCode(this.#implementation, values.values());
    }
    const { params } = composition;
    const types = [...params.map(() => ({ type: "int64" })), ...this.#roles.map(() => ({ type: "address" }))];
    return concatHex([
      creationCode,
      encodeAbiParameters(types, [...params.map((p) => p.value), ...this.#roles]),
    ]);
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
  > {
    const { connection, composition, contract, codeWeights, options } = this.#deploying;
    return {
      chain: connection.chainId,
      deployer: getAddress(options.from),
      codeHash: codeHash(contract),
      roles: receiptRoles(composition, this.#roles),
      initialStateHash: this.#state.hash,
      toolchain: contract.toolchain,
      ...(this.#implementation === undefined ? {} : { implementation: this.#implementation }),
      ...(codeWeights === undefined ? {} : { codeWeights }),
    };
  }

  #created(sent: TransactionReceipt): DeploymentReceipt {
    const { composition } = this.#deploying;
    if (!sent.contractAddress)
      throw new ChainlearnError("chain_failure", "the node's receipt of the creation has no address.");
    return {
      ...this.#fixed(),
      address: getAddress(sent.contractAddress),
      block: Number(sent.blockNumber),
      ...receiptParts(composition),
      steps: [step("create", sent)],
      sealed: false,
    };
  }

  /** Number of state words on the chain. */
  async #uploaded(receipt: DeploymentReceipt): Promise<number> {
    const { connection } = this.#deploying;
    const address = getAddress(receipt.address);
    const [meter = 0n] = await readStorage(connection, address, [slots.meter(0)], await connection.block());
    return meter & 1n ? this.#state.words.length : Number(BigInt.asUintN(METER_FIRST_BIT - 1, meter >> 1n));
  }

  /** An earlier run's receipt with what was done after it was written. */
  async #resumed(receipt: DeploymentReceipt): Promise<DeploymentReceipt> {
    const { connection, composition, logRange, options } = this.#deploying;
    const unless = { implementation: undefined, codeWeights: undefined };
    checkReceipt(receipt, { ...receiptParts(composition), ...unless, ...this.#fixed() });
    const address = addressIn(receipt.address);
    const code = await connection.ask("reading the code", (client) => client.getCode({ address }));
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
