import {
  type AccountId,
  type AccountState,
  type ActInput,
  type ActionSpec,
  type AddClassInput,
  type AddDataInput,
  accountId,
  type Cancellable,
  type ChainId,
  ChainlearnError,
  type CodeVerification,
  checkLabel,
  type DeploymentReceipt,
  encodeClassName,
  encodeSample,
  type PlacedLogEntry,
  type RawTrainer,
  type ResolvedComposition,
  requireGrowth,
  type Sample,
  type Snapshot,
  type SnapshotRequest,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import type { Connection } from "../connection.ts";
import { baseUnitsPerUnit, coinsOf } from "./amounts.ts";
import type { BuiltContract } from "./deploy.ts";
import { decodeEntries } from "./events.ts";
import {
  actionMessage,
  addClassMessage,
  addDataMessage,
  initializeMessage,
  type Subject,
  sealMessage,
  withdrawMessage,
} from "./messages.ts";
import { withPluginErrors } from "./rejections.ts";
import { snapshotOf } from "./snapshot.ts";
import { verifyContractCode } from "./verify-code.ts";
import { queryAccount, queryPrediction, queryQuote } from "./views.ts";

interface Send extends Cancellable {
  readonly from: string;
  readonly message: object;
  readonly payBaseUnits?: bigint | undefined;
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

  quote(): Promise<bigint> {
    return this.#named(() => queryQuote(this.#connection, this.#contract));
  }

  async predict(sample: Sample): Promise<number> {
    const bytes = encodeSample(sample, this.composition.shape);
    return this.#named(() => queryPrediction(this.#connection, this.#contract, bytes));
  }

  async addData(input: AddDataInput): Promise<TransactionResult> {
    const { shape } = this.composition;
    checkLabel(input.label, shape);
    const sample = encodeSample(input.sample, shape);
    const pay = input.pay ?? (await this.quote());
    return this.#send({
      ...input,
      message: addDataMessage(input.label, sample),
      payBaseUnits: this.#baseUnits(pay),
    });
  }

  async act(action: string, input: ActInput): Promise<TransactionResult> {
    const spec = this.#action(action);
    if (spec.record !== "none" && input.contribution === undefined)
      throw new ChainlearnError("unknown_record", `"${action}" needs the contribution that it is about.`);
    const args = input.args ?? [];
    if (args.length !== spec.args.length)
      throw new ChainlearnError(
        "argument_out_of_range",
        `"${action}" takes ${spec.args.length} arguments, not ${args.length}.`,
      );
    args.forEach((arg, i) => {
      if (BigInt.asIntN(64, arg) !== arg)
        throw new ChainlearnError("argument_out_of_range", `${spec.args[i]} is ${arg}, which is no i64.`);
    });
    return this.#send({
      ...input,
      message: actionMessage(spec, input.contribution, args),
      payBaseUnits: this.#baseUnits(input.pay ?? 0n),
    });
  }

  async addClass(input: AddClassInput): Promise<TransactionResult> {
    requireGrowth(this.composition);
    return this.#send({ ...input, message: addClassMessage(encodeClassName(input.name)) });
  }

  withdraw(input: Cancellable & { readonly from: string; readonly to?: string }): Promise<TransactionResult> {
    return this.#send({ ...input, message: withdrawMessage(input.to) });
  }

  account(address: string): Promise<AccountState> {
    return this.#named(() => queryAccount(this.#connection, this.#contract, this.composition, address));
  }

  async log(
    range: Cancellable & { readonly fromBlock?: number; readonly toBlock?: number } = {},
  ): Promise<PlacedLogEntry[]> {
    const from = Math.max(range.fromBlock ?? this.#firstBlock, this.#firstBlock);
    const to = range.toBlock ?? (await this.#connection.height());
    if (to < from) return [];
    const transactions = await this.#connection.transactions(this.#contract, from, to, range.signal);
    return transactions.flatMap((transaction) =>
      decodeEntries(this.#contract, transaction.events, transaction),
    );
  }

  block(): Promise<number> {
    return this.#connection.height();
  }

  async snapshot(request: SnapshotRequest, block?: number): Promise<Snapshot> {
    const height = block ?? (await this.#connection.height());
    const storage = await this.#connection.storage(this.#contract, height);
    const balance = await this.#connection.balance(this.#contract, height);
    return snapshotOf(this.composition, storage, request, height, balance / this.#unit);
  }

  verifyCode(): Promise<CodeVerification> {
    return verifyContractCode(this.#connection, this.#contract, this.composition, this.#build);
  }

  rawAddData(input: Parameters<RawTrainer["rawAddData"]>[0]): Promise<TransactionResult> {
    return this.#send({ ...input, message: addDataMessage(input.label, input.sample) });
  }

  async rawAct(action: string, input: Parameters<RawTrainer["rawAct"]>[1]): Promise<TransactionResult> {
    const { contribution, sampleHash } = input;
    const subject: Subject | undefined =
      contribution && (sampleHash ? { ...contribution, sampleHash } : contribution);
    const message = actionMessage(this.#action(action), subject, input.args ?? []);
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
      this.#connection.execute(send.from, this.#contract, send.message, funds, send.signal),
    );
    return {
      transaction: result.transaction,
      gasUsed: result.gasUsed,
      entries: decodeEntries(this.#contract, result.events, result),
    };
  }

  #baseUnits(units: bigint): bigint {
    if (units < 0n) throw new ChainlearnError("argument_out_of_range", `a payment of ${units} units.`);
    return units * this.#unit;
  }

  #action(name: string): ActionSpec {
    const { actions } = this.composition.mechanism.manifest;
    const spec = actions.find((action) => action.name === name);
    if (spec) return spec;
    throw new ChainlearnError(
      "unsupported",
      `the mechanism has no action "${name}"; it has ${actions.map((action) => action.name).join(", ") || "none"}.`,
    );
  }

  #named<T>(run: () => Promise<T>): Promise<T> {
    return withPluginErrors(this.composition.mechanism.manifest.errors, run);
  }
}
