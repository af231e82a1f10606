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
  baseUnitsPerUnit,
  type Cancellable,
  type ChainId,
  ChainlearnError,
  type CodeVerification,
  checkBatchSize,
  checkCall,
  checkPay,
  type DeploymentReceipt,
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
import type { Connection, ConnectionResult, ContractCall, ContractEvent } from "../connection.ts";
import { coinsOf } from "./amounts.ts";
import type { BuiltContract } from "./deploy.ts";
import { decodeEvents } from "./events.ts";
import {
  actionMessage,
  addClassMessage,
  addDataMessage,
  addManyMessage,
  initializeMessage,
  type Subject,
  sealMessage,
  withdrawMessage,
} from "./messages.ts";
import { readLog } from "./read-log.ts";
import { withPluginErrors } from "./rejections.ts";
import { snapshotOf } from "./snapshot.ts";
import { verifyContractCode } from "./verify-code.ts";
import { queryAccount, queryPrediction, queryQuote } from "./views.ts";

/** The place of what a simulation logs, which nobody looks at. */
const NOWHERE = { height: 0, index: 0, transaction: "" };

interface Send extends TransactionOptions {
  readonly from: string;
  readonly message: object;
  readonly payBaseUnits?: bigint | undefined;
}

/** How something is sent, without what is. */
const optionsOf = ({ signal, onSigned, onVoid }: TransactionOptions): TransactionOptions => ({
  ...(signal && { signal }),
  ...(onSigned && { onSigned }),
  ...(onVoid && { onVoid }),
});

/** Calls of one transaction that are the items of a batch, or one call that has them. */
interface SendBatch<T> extends TransactionOptions {
  readonly from: string;
  readonly items: readonly T[];
  /** The calls of a batch of some of the items. */
  readonly calls: (items: readonly T[]) => readonly ContractCall[];
}

/** A composition that runs as one CosmWasm contract. */
export class CosmWasmTrainer implements Trainer, RawTrainer {
  readonly composition: ResolvedComposition;
  readonly chainId: ChainId;
  readonly accountId: AccountId;
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly #connection: Connection;
  readonly #contract: string;
  readonly #firstBlock: number;
  readonly #unit: bigint;
  readonly #build: (composition: ResolvedComposition) => Promise<BuiltContract>;

  constructor(
    connection: Connection,
    composition: ResolvedComposition,
    receipt: DeploymentReceipt,
    build: (composition: ResolvedComposition) => Promise<BuiltContract>,
  ) {
    this.composition = composition;
    this.chainId = connection.chainId;
    this.accountId = accountId(connection.chainId, receipt.address);
    this.deployer = receipt.deployer;
    this.roles = receipt.roles;
    this.#connection = connection;
    this.#contract = receipt.address;
    this.#firstBlock = receipt.block;
    this.#unit = baseUnitsPerUnit(connection.decimals);
    this.#build = build;
  }

  quote(options?: Cancellable): Promise<bigint> {
    return untilAborted(options, () => this.#named(() => queryQuote(this.#connection, this.#contract)));
  }

  async predict(sample: Sample, options?: Cancellable): Promise<number> {
    const bytes = encodeSample(sample, this.composition.shape);
    return untilAborted(options, () =>
      this.#named(() => queryPrediction(this.#connection, this.#contract, bytes)),
    );
  }

  async addData(input: AddDataInput): Promise<TransactionResult> {
    const { label, sample } = encodeItem(input, this.composition.shape);
    const pay = input.pay === undefined ? await this.quote(input) : checkPay(input.pay);
    return this.#send({ ...input, message: addDataMessage(label, sample), payBaseUnits: pay * this.#unit });
  }

  async quoteBatch({ from, items, ...options }: Omit<AddDataBatchInput, "pay">): Promise<bigint> {
    return untilAborted(options, () => this.#costOf(from, encodeItems(items, this.composition.shape)));
  }

  async addDataBatch({ from, items, pay, ...sending }: AddDataBatchInput): Promise<TransactionResult> {
    const encoded = encodeItems(items, this.composition.shape);
    const units =
      pay === undefined ? await untilAborted(sending, () => this.#costOf(from, encoded)) : checkPay(pay);
    const calls = this.#addMany(units * this.#unit);
    return this.#sendBatch({ ...sending, from, items: encoded, calls });
  }

  async act(action: string, input: ActInput): Promise<TransactionResult> {
    return this.#send({
      ...input,
      message: this.#checkedAction(action, input),
      payBaseUnits: checkPay(input.pay ?? 0n) * this.#unit,
    });
  }

  async actBatch({ from, actions, ...sending }: ActBatchInput): Promise<TransactionResult> {
    const messages = eachItem(actions, (one) => this.#checkedAction(one.action, one));
    return this.#actBatch(from, messages, sending);
  }

  async addClass(input: AddClassInput): Promise<TransactionResult> {
    requireGrowth(this.composition);
    return this.#send({ ...input, message: addClassMessage(encodeClassName(input.name)) });
  }

  withdraw(
    input: TransactionOptions & { readonly from: string; readonly to?: string },
  ): Promise<TransactionResult> {
    return this.#send({ ...input, message: withdrawMessage(input.to) });
  }

  async resume(
    signed: readonly SignedTransaction[],
    options?: ResumeOptions,
  ): Promise<TransactionResult | undefined> {
    if (!this.#connection.resume)
      throw new ChainlearnError(
        "unsupported",
        `${this.chainId} signs nothing, so there is nothing to resume.`,
      );
    const result = await this.#connection.resume(signed, options);
    return result && this.#resultOf(result);
  }

  account(address: string, options?: Cancellable): Promise<AccountState> {
    return untilAborted(options, () =>
      this.#named(() => queryAccount(this.#connection, this.#contract, this.composition, address)),
    );
  }

  log(range: LogRange = {}): Promise<PlacedLogEntry[]> {
    return untilAborted(range, async () => {
      const from = Math.max(range.fromBlock ?? this.#firstBlock, this.#firstBlock);
      const to = Math.min(range.toBlock ?? Number.POSITIVE_INFINITY, await this.#connection.height());
      const first = range.firstContribution ?? (from === this.#firstBlock ? 0 : undefined);
      return readLog(this.#connection, this.#contract, { from, to, first, signal: range.signal });
    });
  }

  block(options?: Cancellable): Promise<number> {
    return untilAborted(options, () => this.#connection.height());
  }

  blockHash(block: number, options?: Cancellable): Promise<string | undefined> {
    return untilAborted(options, () => this.#connection.blockHash(block));
  }

  snapshot(request: SnapshotRequest, block?: number, options?: Cancellable): Promise<Snapshot> {
    return untilAborted(options, async () => {
      const height = block ?? (await this.#connection.height());
      const storage = await this.#connection.storage(this.#contract, height);
      const balance = await this.#connection.balance(this.#contract, height);
      return snapshotOf(this.composition, storage, request, height, balance / this.#unit);
    });
  }

  verifyCode(options?: Cancellable): Promise<CodeVerification> {
    const { composition, deployer, roles } = this;
    const instance = { address: this.#contract, deployer, roles, unit: this.#unit };
    return untilAborted(options, () =>
      verifyContractCode(this.#connection, composition, instance, this.#build),
    );
  }

  rawAddData(input: Parameters<RawTrainer["rawAddData"]>[0]): Promise<TransactionResult> {
    return this.#send({ ...input, message: addDataMessage(input.label, input.sample) });
  }

  rawAddBatch({
    from,
    items,
    payBaseUnits,
  }: Parameters<RawTrainer["rawAddBatch"]>[0]): Promise<TransactionResult> {
    return this.#sendBatch({ from, items, calls: this.#addMany(payBaseUnits) });
  }

  async rawActBatch({ from, actions }: Parameters<RawTrainer["rawActBatch"]>[0]): Promise<TransactionResult> {
    return this.#actBatch(
      from,
      eachItem(actions, (one) => this.#uncheckedAction(one.action, one)),
    );
  }

  async rawAct(action: string, input: Parameters<RawTrainer["rawAct"]>[1]): Promise<TransactionResult> {
    const message = this.#uncheckedAction(action, input);
    return this.#send({ from: input.from, message, payBaseUnits: input.payBaseUnits });
  }

  rawAddClass(input: Parameters<RawTrainer["rawAddClass"]>[0]): Promise<TransactionResult> {
    return this.#send({ ...input, message: addClassMessage(input.name) });
  }

  rawInitialize(input: Parameters<RawTrainer["rawInitialize"]>[0]): Promise<TransactionResult> {
    return this.#send({ from: input.from, message: initializeMessage(input.firstWord, input.words) });
  }

  rawSeal(input: Parameters<RawTrainer["rawSeal"]>[0]): Promise<TransactionResult> {
    return this.#send({ from: input.from, message: sealMessage(input.hot) });
  }

  async #send(send: Send): Promise<TransactionResult> {
    const funds = coinsOf(this.#connection.denom, send.payBaseUnits ?? 0n);
    const result = await this.#named(() =>
      this.#connection.execute(send.from, this.#contract, send.message, funds, optionsOf(send)),
    );
    return this.#resultOf(result);
  }

  #resultOf(result: ConnectionResult): TransactionResult {
    return {
      transaction: result.transaction,
      gasUsed: result.gasUsed,
      entries: decodeEvents(result.events, this.#contract, result),
    };
  }

  /** Units of a batch out of all that the sender has. */
  async #costOf(from: string, items: readonly RawDataItem[]): Promise<bigint> {
    const balance = await this.#connection.balance(from);
    const calls = this.#addMany(affordable(balance / this.#unit) * this.#unit);
    try {
      const events = await this.#simulate({ from, items, calls });
      return decodeEvents(events, this.#contract, NOWHERE).reduce(
        (sum, entry) => sum + (entry.kind === "dataAdded" ? entry.cost : 0n),
        0n,
      );
    } catch (error) {
      throw notAffordable(from, error);
    }
  }

  /** One call with all items. */
  #addMany(payBaseUnits: bigint): SendBatch<RawDataItem>["calls"] {
    return (items) => [this.#contractCall(addManyMessage(items), payBaseUnits)];
  }

  /** A call for every action. */
  async #actBatch(
    from: string,
    messages: readonly object[],
    sending?: TransactionOptions,
  ): Promise<TransactionResult> {
    checkBatchSize(messages.length);
    const calls = (some: readonly object[]): ContractCall[] =>
      some.map((message) => this.#contractCall(message, 0n));
    return this.#sendBatch({ ...sending, from, items: messages, calls });
  }

  async #sendBatch<T>(batch: SendBatch<T>): Promise<TransactionResult> {
    const { from, items, calls } = batch;
    const send = (): Promise<ConnectionResult> =>
      this.#connection.executeAll(from, calls(items), optionsOf(batch));
    try {
      return this.#resultOf(await this.#named(send));
    } catch (error) {
      throw await this.#located(error, batch);
    }
  }

  async #simulate<T>(batch: SendBatch<T>): Promise<readonly ContractEvent[]> {
    const { from, items, calls, signal } = batch;
    try {
      return await this.#named(() => this.#connection.simulate(from, calls(items), signal));
    } catch (error) {
      throw await this.#located(error, batch);
    }
  }

  #located<T>(error: unknown, { from, items, calls, signal }: SendBatch<T>): Promise<unknown> {
    return locateRefusal(error, items.length, (count) =>
      this.#named(() => this.#connection.simulate(from, calls(items.slice(0, count)), signal)),
    );
  }

  #contractCall(message: object, payBaseUnits: bigint): ContractCall {
    return { contract: this.#contract, message, funds: coinsOf(this.#connection.denom, payBaseUnits) };
  }

  #checkedAction(name: string, input: Omit<ActInput, "from">): object {
    const spec = this.#action(name);
    checkCall(spec, input);
    return actionMessage(spec, input.contribution, input.args ?? [], input);
  }

  #uncheckedAction(
    name: string,
    { contribution, sampleHash, args = [], ...brought }: Omit<RawBatchedAction, "action">,
  ): object {
    const subject: Subject | undefined =
      contribution && (sampleHash ? { ...contribution, sampleHash } : contribution);
    return actionMessage(this.#action(name), subject, args, brought);
  }

  #action(name: string): ActionSpec {
    return actionOf(this.composition.mechanism.manifest, name);
  }

  #named<T>(run: () => Promise<T>): Promise<T> {
    return withPluginErrors(this.composition.mechanism.manifest.errors, run);
  }
}
