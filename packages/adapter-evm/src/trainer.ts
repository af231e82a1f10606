import {
  type AccountId,
  type AccountState,
  type ActBatchInput,
  type ActInput,
  type ActionSpec,
  type AddClassInput,
  type AddDataBatchInput,
  type AddDataInput,
  accountId,
  actionOf,
  affordable,
  type Cancellable,
  type ChainId,
  ChainlearnError,
  type CodeVerification,
  type CodeWeights,
  type CommittedItem,
  type Contribution,
  checkCall,
  checkPay,
  eachItem,
  encodeClassName,
  encodeItem,
  encodeItems,
  encodeSample,
  type LogRange,
  locateRefusal,
  notAffordable,
  type PlacedLogEntry,
  type RawBatchedAction,
  type RawDataItem,
  type RawTrainer,
  type ResolvedComposition,
  type ResumeOptions,
  requireGrowth,
  type Sample,
  type SignedTransaction,
  type Snapshot,
  type SnapshotRequest,
  type Trainer,
  type TransactionOptions,
  type TransactionResult,
  untilAborted,
} from "@chainlearn/core";
import {
  type Address,
  concatHex,
  decodeAbiParameters,
  getAddress,
  type Hex,
  isAddress,
  numberToHex,
  type TransactionReceipt,
} from "viem";
import { isClaim } from "./abi.ts";
import { claimsWithProof } from "./artifact.ts";
import type { EvmConnection, Message } from "./connection.ts";
import { type ActionCall, bytesToHex, encodeAction, encodeAddClass, encodeShellCall } from "./encode.ts";
import { decodeLogs } from "./log.ts";
import { readLogs } from "./read-logs.ts";
import { type RecordProof, RecordProofs } from "./record-proofs.ts";
import { slots } from "./slots.ts";
import { decodeAccount, readSnapshot } from "./snapshot.ts";
import { WEI_PER_UNIT } from "./units.ts";

/** How a call is sent, and with how many wei. */
type Sending = TransactionOptions & { readonly value?: bigint | undefined };

/** What a trainer is about. */
export interface EvmTrainerOptions {
  readonly connection: EvmConnection;
  readonly composition: ResolvedComposition;
  readonly address: Address;
  readonly deployer: string;
  /** Addresses of the roles that somebody has, by name. */
  readonly roles: Readonly<Record<string, string>>;
  /** First block that can hold log entries. */
  readonly firstBlock: number;
  /** Most blocks of one request for logs. */
  readonly logRange: number;
  /** Undefined: the initial state is in cells. */
  readonly codeWeights: CodeWeights | undefined;
  readonly verifyCode: () => Promise<CodeVerification>;
}

/** A composition that runs as a contract of an EVM chain. */
export class EvmTrainer implements Trainer, RawTrainer {
  readonly composition: ResolvedComposition;
  readonly chainId: ChainId;
  readonly accountId: AccountId;
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly #options: EvmTrainerOptions;
  readonly #proofs: RecordProofs | undefined;
  #hasCode = false;

  constructor(options: EvmTrainerOptions) {
    this.#options = options;
    this.composition = options.composition;
    this.#proofs = claimsWithProof(options.composition) ? new RecordProofs(options) : undefined;
    this.chainId = options.connection.chainId;
    this.accountId = accountId(this.chainId, options.address);
    this.deployer = options.deployer;
    this.roles = options.roles;
  }

  async quote(options?: Cancellable): Promise<bigint> {
    const data = await this.#view("quote", [], options);
    return decodeAbiParameters([{ type: "int64" }], data)[0];
  }

  async predict(sample: Sample, options?: Cancellable): Promise<number> {
    const bytes = encodeSample(sample, this.composition.shape);
    const data = await this.#view("predict", [bytesToHex(bytes)], options);
    return decodeAbiParameters([{ type: "int32" }], data)[0];
  }

  async addData({ from, sample, label, pay, ...sending }: AddDataInput): Promise<TransactionResult> {
    const item = encodeItem({ sample, label }, this.composition.shape);
    const given = pay === undefined ? undefined : checkPay(pay);
    this.#options.connection.signer(from);
    const units = given ?? (await this.quote(sending));
    return this.#send("addData", from, encodeShellCall("addData", [label, bytesToHex(item.sample)]), {
      value: units * WEI_PER_UNIT,
      ...sending,
    });
  }

  async quoteBatch({ from, items, ...options }: Omit<AddDataBatchInput, "pay">): Promise<bigint> {
    return untilAborted(options, () => this.#costOf(from, encodeItems(items, this.composition.shape)));
  }

  async addDataBatch({ from, items, pay, ...sending }: AddDataBatchInput): Promise<TransactionResult> {
    const encoded = encodeItems(items, this.composition.shape);
    const given = pay === undefined ? undefined : checkPay(pay);
    this.#options.connection.signer(from);
    const units = given ?? (await untilAborted(sending, () => this.#costOf(from, encoded)));
    return this.#addMany(from, encoded, units * WEI_PER_UNIT, sending);
  }

  async actBatch({ from, actions, ...sending }: ActBatchInput): Promise<TransactionResult> {
    eachItem(actions, ({ action, ...call }) => checkCall(this.#action(action), call));
    return this.#actBatch(from, actions, sending);
  }

  async act(
    name: string,
    { from, contribution, item, digest, parts, args = [], pay = 0n, ...sending }: ActInput,
  ): Promise<TransactionResult> {
    const action = this.#action(name);
    const call = { contribution, item, digest, parts, args };
    checkCall(action, call);
    return this.#act(action, call, { from, value: checkPay(pay) * WEI_PER_UNIT, ...sending });
  }

  async addClass({ from, name, ...sending }: AddClassInput): Promise<TransactionResult> {
    requireGrowth(this.composition);
    return this.#send("addClass", from, encodeAddClass(encodeClassName(name)), sending);
  }

  async withdraw({
    from,
    to = from,
    ...sending
  }: TransactionOptions & { from: string; to?: string }): Promise<TransactionResult> {
    return this.#send("withdraw", from, encodeShellCall("withdraw", [to]), sending);
  }

  async resume(
    signed: readonly SignedTransaction[],
    options?: ResumeOptions,
  ): Promise<TransactionResult | undefined> {
    if (options?.send !== false) await this.#requireContract(true, options);
    const receipt = await this.#options.connection.resume(signed, options);
    return receipt && this.#resultOf(receipt);
  }

  async account(address: string, options?: Cancellable): Promise<AccountState> {
    if (!isAddress(address, { strict: false }))
      throw new ChainlearnError("malformed_message", `"${address}" is not an address.`);
    const first = BigInt(slots.account(getAddress(address), 0));
    const data = await this.#view("slots", [first, this.composition.layout.accountWords], options);
    const [words] = decodeAbiParameters([{ type: "uint256[]" }], data);
    return decodeAccount(words, this.composition.layout);
  }

  log(range: LogRange = {}): Promise<PlacedLogEntry[]> {
    const { connection, address, firstBlock, logRange } = this.#options;
    const { fromBlock = 0, toBlock = Number.POSITIVE_INFINITY, signal } = range;
    const firstAddition = range.firstContribution ?? (fromBlock <= firstBlock ? 0 : undefined);
    return untilAborted(range, async () => {
      const logs = await readLogs(connection, {
        address,
        fromBlock: Math.max(firstBlock, fromBlock),
        toBlock,
        most: logRange,
        signal,
        ...(firstAddition !== undefined && { firstAddition }),
      });
      return decodeLogs(logs, address);
    });
  }

  block(options?: Cancellable): Promise<number> {
    return untilAborted(options, () => this.#options.connection.block());
  }

  blockHash(block: number, options?: Cancellable): Promise<string | undefined> {
    return untilAborted(options, () => this.#options.connection.blockHash(block));
  }

  snapshot(request: SnapshotRequest, block?: number, options?: Cancellable): Promise<Snapshot> {
    const contract = { ...this.#options, proofs: this.#proofs };
    return untilAborted(options, async () => readSnapshot(contract, request, block ?? (await this.block())));
  }

  verifyCode(options?: Cancellable): Promise<CodeVerification> {
    return untilAborted(options, () => this.#options.verifyCode());
  }

  async rawAddData(input: {
    from: string;
    label: number;
    sample: Uint8Array;
    payBaseUnits: bigint;
  }): Promise<TransactionResult> {
    const data = encodeShellCall("addData", [input.label, bytesToHex(input.sample)]);
    return this.#send("addData", input.from, data, { value: input.payBaseUnits });
  }

  async rawAddBatch({
    from,
    items,
    payBaseUnits,
  }: Parameters<RawTrainer["rawAddBatch"]>[0]): Promise<TransactionResult> {
    return this.#addMany(from, items, payBaseUnits);
  }

  async rawActBatch({ from, actions }: Parameters<RawTrainer["rawActBatch"]>[0]): Promise<TransactionResult> {
    return this.#actBatch(from, actions);
  }

  async rawAct(
    name: string,
    input: {
      from: string;
      contribution?: Contribution;
      sampleHash?: Uint8Array;
      item?: CommittedItem;
      digest?: Uint8Array;
      parts?: Uint8Array;
      args?: readonly bigint[];
      payBaseUnits?: bigint;
    },
  ): Promise<TransactionResult> {
    const { from, payBaseUnits: value = 0n } = input;
    return this.#act(this.#action(name), input, { from, value });
  }

  async rawAddClass(input: {
    from: string;
    name: Uint8Array;
    payBaseUnits?: bigint;
  }): Promise<TransactionResult> {
    return this.#send("addClass", input.from, encodeAddClass(input.name), { value: input.payBaseUnits });
  }

  async rawInitialize(input: {
    from: string;
    firstWord: number;
    words: readonly bigint[];
  }): Promise<TransactionResult> {
    const words = input.words.map((word) => BigInt.asUintN(256, word));
    return this.#send(
      "initialize",
      input.from,
      encodeShellCall("initialize", [BigInt(input.firstWord), words]),
    );
  }

  async rawSeal(input: { from: string; hot: readonly bigint[] }): Promise<TransactionResult> {
    return this.#send("seal", input.from, encodeShellCall("seal", [input.hot]));
  }

  /** Units of a batch out of all that the sender has. */
  async #costOf(from: string, items: readonly RawDataItem[]): Promise<bigint> {
    const { connection } = this.#options;
    const balance = await connection.ask("reading the balance", (client) =>
      client.getBalance({ address: from as Address }),
    );
    const value = affordable(balance / WEI_PER_UNIT) * WEI_PER_UNIT;
    const simulate = (count: number): Promise<Hex> =>
      connection.simulate(this.#message("addMany", from, encodeBatch(items.slice(0, count)), value));
    try {
      return decodeAbiParameters([{ type: "uint256" }], await simulate(items.length))[0];
    } catch (error) {
      throw notAffordable(from, await locateRefusal(error, items.length, simulate));
    }
  }

  #addMany(
    from: string,
    items: readonly RawDataItem[],
    value: bigint,
    sending?: TransactionOptions,
  ): Promise<TransactionResult> {
    return this.#sendBatch("addMany", from, items, encodeBatch, { value, ...sending });
  }

  #actBatch(
    from: string,
    actions: readonly RawBatchedAction[],
    sending?: TransactionOptions,
  ): Promise<TransactionResult> {
    const calls = eachItem(actions, (call) => ({ action: this.#action(call.action), call }));
    return this.#proved(calls, (proofs) => {
      const proved = calls.map(({ action, call }, i) => ({ action, call: { ...call, proof: proofs[i] } }));
      const encoded = eachItem(proved, ({ action, call }) => encodeAction(action, call));
      const encode = (some: readonly Hex[]): Hex => encodeShellCall("multicall", [some]);
      return this.#sendBatch("multicall", from, encoded, encode, { value: 0n, ...sending });
    });
  }

  /** @param encode calldata of a batch of some of the items */
  async #sendBatch<T>(
    what: string,
    from: string,
    items: readonly T[],
    encode: (items: readonly T[]) => Hex,
    sending: Sending & { readonly value: bigint },
  ): Promise<TransactionResult> {
    try {
      return await this.#send(what, from, encode(items), sending);
    } catch (error) {
      const { value } = sending;
      throw await locateRefusal(error, items.length, (count) =>
        this.#options.connection.simulate(this.#message(what, from, encode(items.slice(0, count)), value)),
      );
    }
  }

  #action(name: string): ActionSpec {
    return actionOf(this.composition.mechanism.manifest, name);
  }

  #act(
    action: ActionSpec,
    call: ActionCall,
    { from, ...sending }: Sending & { readonly from: string },
  ): Promise<TransactionResult> {
    return this.#proved([{ action, call }], ([proof]) =>
      this.#send(action.name, from, encodeAction(action, { ...call, proof }), sending),
    );
  }

  /** Runs something with what its claims have to bring. */
  #proved<T>(
    calls: readonly { readonly action: ActionSpec; readonly call: ActionCall }[],
    run: (proofs: readonly (RecordProof | undefined)[]) => Promise<T>,
  ): Promise<T> {
    const claimed = calls.map(({ action, call }) => (isClaim(action) ? call.contribution : undefined));
    return this.#proofs ? this.#proofs.claim(claimed, run) : run([]);
  }

  async #view(
    name: "quote" | "predict" | "slots",
    args: readonly unknown[],
    options?: Cancellable,
  ): Promise<Hex> {
    const { connection, address } = this.#options;
    const { errors } = this.composition.mechanism.manifest;
    const calldata = encodeShellCall(name, args);
    const data = await untilAborted(options, () => connection.call(address, calldata, name, errors));
    // An address without code succeeds, and says nothing.
    if (data === "0x") throw this.#noContract();
    return data;
  }

  /**
   * A transaction to an address without code succeeds as well, and takes the payment with it. A reorganisation can take
   * a contract away again, so whoever pays asks each time.
   * @throws ChainlearnError unknown_contract
   */
  async #requireContract(pays: boolean, options?: Cancellable): Promise<void> {
    if (this.#hasCode && !pays) return;
    const { connection, address } = this.#options;
    if (!(await untilAborted(options, () => connection.codeOf(address)))) throw this.#noContract();
    this.#hasCode = true;
  }

  #noContract(): ChainlearnError {
    return new ChainlearnError(
      "unknown_contract",
      `there is no contract at ${this.#options.address} on ${this.chainId}.`,
    );
  }

  async #send(
    what: string,
    from: string,
    data: Hex,
    { value = 0n, ...sending }: Sending = {},
  ): Promise<TransactionResult> {
    const { connection } = this.#options;
    connection.signer(from);
    await this.#requireContract(value > 0n, sending);
    return this.#resultOf(await connection.send({ ...this.#message(what, from, data, value), ...sending }));
  }

  #resultOf({ transactionHash, gasUsed, logs }: TransactionReceipt): TransactionResult {
    return { transaction: transactionHash, gasUsed, entries: decodeLogs(logs, this.#options.address) };
  }

  #message(what: string, from: string, data: Hex, value: bigint): Message {
    const { errors } = this.composition.mechanism.manifest;
    return { from, to: this.#options.address, data, value, what, errors };
  }
}

/** Contributions as `addMany` takes them: label (2 bytes), length (4 bytes) and sample of each. */
const encodeBatch = (items: readonly RawDataItem[]): Hex =>
  encodeShellCall("addMany", [
    BigInt(items.length),
    concatHex(
      items.flatMap(({ label, sample }) => [
        numberToHex(BigInt.asUintN(16, BigInt(label)), { size: 2 }),
        numberToHex(sample.length, { size: 4 }),
        bytesToHex(sample),
      ]),
    ),
  ]);
