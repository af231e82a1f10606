import {
  type AccountId,
  type AccountState,
  type ActBatchInput,
  type ActInput,
  type ActionSpec,
  type AddClassInput,
  type AddDataBatchInput,
  type AddDataInput,
  actionOf,
  affordable,
  type Cancellable,
  type ChainId,
  ChainlearnError,
  CLASS_NAME_BYTES,
  type CodeVerification,
  checkCall,
  checkContributionIds,
  checkPay,
  decodeClassName,
  eachItem,
  encodeClassName,
  encodeItem,
  encodeItems,
  encodeSample,
  keccak256,
  type LogRange,
  notAffordable,
  type PlacedLogEntry,
  parseAccountId,
  type RawDataItem,
  type RawTrainer,
  type ResolvedComposition,
  requireGrowth,
  type Sample,
  type Snapshot,
  type SnapshotRequest,
  type Trainer,
  type TransactionOptions,
  type TransactionResult,
  throwIfAborted,
} from "@chainlearn/core";
import { Replay } from "../replay/replay.ts";
import { snapshotOf } from "../replay/snapshot.ts";
import type { ActionPayload } from "../shell/entries/act.ts";
import type { RecordParts } from "../shell/records.ts";
import { checkAddress } from "./addresses.ts";
import { compareCode } from "./code.ts";
import type { Contract } from "./contract.ts";
import type { LedgerChain } from "./ledger-chain.ts";

type RawActInput = Omit<Parameters<RawTrainer["rawAct"]>[1], "from" | "payBaseUnits">;

/** A composition on the local chain. */
export class LocalTrainer implements Trainer, RawTrainer {
  readonly composition: ResolvedComposition;
  readonly chainId: ChainId;
  readonly accountId: AccountId;
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly #chain: LedgerChain;
  readonly #contract: Contract;

  constructor(chain: LedgerChain, contract: Contract, composition: ResolvedComposition, id: AccountId) {
    this.composition = composition;
    this.chainId = parseAccountId(id).chain;
    this.accountId = id;
    this.deployer = contract.shell.deployer;
    this.roles = contract.shell.roles;
    this.#chain = chain;
    this.#contract = contract;
  }

  async quote(options: Cancellable = {}): Promise<bigint> {
    throwIfAborted(options.signal);
    return this.#contract.shell.quote(this.#chain.clock.forViews);
  }

  async predict(sample: Sample, options: Cancellable = {}): Promise<number> {
    throwIfAborted(options.signal);
    return this.#contract.shell.predict(encodeSample(sample, this.composition.shape));
  }

  async addData(input: AddDataInput): Promise<TransactionResult> {
    throwIfAborted(input.signal);
    const item = encodeItem(input, this.composition.shape);
    // The price of the block that the addition will be in, so that the charge is what was asked for.
    const units = checkPay(input.pay ?? this.#contract.shell.quote(this.#chain.clock.forBlock));
    return this.rawAddData({ ...input, ...item, payBaseUnits: this.#baseUnits(units) });
  }

  async quoteBatch({ from, items, signal }: Omit<AddDataBatchInput, "pay">): Promise<bigint> {
    throwIfAborted(signal);
    return this.#costOf(from, encodeItems(items, this.composition.shape), this.#chain.clock.forViews);
  }

  async addDataBatch(input: AddDataBatchInput): Promise<TransactionResult> {
    throwIfAborted(input.signal);
    const items = encodeItems(input.items, this.composition.shape);
    const units = checkPay(input.pay ?? this.#costOf(input.from, items, this.#chain.clock.forBlock));
    return this.rawAddBatch({ from: input.from, items, payBaseUnits: this.#baseUnits(units) });
  }

  async act(action: string, input: ActInput): Promise<TransactionResult> {
    throwIfAborted(input.signal);
    const { pay = 0n } = input;
    checkCall(this.#action(action).spec, input);
    return this.rawAct(action, { ...input, payBaseUnits: this.#baseUnits(checkPay(pay)) });
  }

  async actBatch({ from, actions, signal }: ActBatchInput): Promise<TransactionResult> {
    throwIfAborted(signal);
    eachItem(actions, ({ action, ...call }) => checkCall(this.#action(action).spec, call));
    return this.rawActBatch({ from, actions });
  }

  async addClass(input: AddClassInput): Promise<TransactionResult> {
    throwIfAborted(input.signal);
    requireGrowth(this.composition);
    return this.rawAddClass({ from: input.from, name: encodeClassName(input.name) });
  }

  async withdraw(
    input: TransactionOptions & { readonly from: string; readonly to?: string },
  ): Promise<TransactionResult> {
    throwIfAborted(input.signal);
    const to = checkAddress(input.to ?? input.from);
    return this.#chain.transact(this.#contract, { from: input.from, payBaseUnits: 0n }, (call) =>
      this.#contract.shell.withdraw(call, to),
    );
  }

  async resume(): Promise<never> {
    throw new ChainlearnError("unsupported", `${this.chainId} signs nothing, so there is nothing to resume.`);
  }

  async rawAddData(input: Parameters<RawTrainer["rawAddData"]>[0]): Promise<TransactionResult> {
    return this.#chain.transact(this.#contract, input, (call) =>
      this.#contract.shell.addData(call, input.label, input.sample),
    );
  }

  async rawAddBatch(input: Parameters<RawTrainer["rawAddBatch"]>[0]): Promise<TransactionResult> {
    return this.#chain.transact(this.#contract, input, (call) =>
      this.#contract.shell.addMany(call, input.items),
    );
  }

  async rawActBatch({ from, actions }: Parameters<RawTrainer["rawActBatch"]>[0]): Promise<TransactionResult> {
    return this.#chain.transact(this.#contract, { from, payBaseUnits: 0n }, (call) =>
      this.#contract.shell.actBatch(
        call,
        eachItem(actions, (one) => {
          const { index } = this.#action(one.action);
          return { action: index, input: this.#actionInput(index, one) };
        }),
      ),
    );
  }

  async rawAct(action: string, input: Parameters<RawTrainer["rawAct"]>[1]): Promise<TransactionResult> {
    const { index } = this.#action(action);
    const envelope = { from: input.from, payBaseUnits: input.payBaseUnits ?? 0n };
    return this.#chain.transact(this.#contract, envelope, (call) =>
      this.#contract.shell.act(call, index, this.#actionInput(index, input)),
    );
  }

  async rawAddClass(input: Parameters<RawTrainer["rawAddClass"]>[0]): Promise<TransactionResult> {
    const { from, name, payBaseUnits = 0n } = input;
    if (name.length !== CLASS_NAME_BYTES)
      throw new ChainlearnError("malformed_message", `a name of ${name.length} bytes.`);
    return this.#chain.transact(this.#contract, { from, payBaseUnits }, (call) =>
      this.#contract.shell.addClass(call, decodeClassName(name)),
    );
  }

  async rawInitialize(input: Parameters<RawTrainer["rawInitialize"]>[0]): Promise<TransactionResult> {
    return this.#chain.transact(this.#contract, { from: input.from, payBaseUnits: 0n }, (call) =>
      this.#contract.shell.initialize(call, input.firstWord, input.words),
    );
  }

  async rawSeal(input: Parameters<RawTrainer["rawSeal"]>[0]): Promise<TransactionResult> {
    return this.#chain.transact(this.#contract, { from: input.from, payBaseUnits: 0n }, (call) =>
      this.#contract.shell.seal(call, input.hot),
    );
  }

  async account(address: string, options: Cancellable = {}): Promise<AccountState> {
    throwIfAborted(options.signal);
    return this.#contract.shell.account(address);
  }

  async log(range: LogRange = {}): Promise<PlacedLogEntry[]> {
    throwIfAborted(range.signal);
    const { fromBlock = 0, toBlock = Number.POSITIVE_INFINITY } = range;
    const entries = this.#contract.log.filter(
      ({ position }) => position.block >= fromBlock && position.block <= toBlock,
    );
    checkContributionIds(entries, range.firstContribution);
    return entries;
  }

  async block(options: Cancellable = {}): Promise<number> {
    throwIfAborted(options.signal);
    return this.#chain.block;
  }

  async blockHash(block: number, options: Cancellable = {}): Promise<string | undefined> {
    throwIfAborted(options.signal);
    return this.#chain.blockHash(block);
  }

  async snapshot(
    request: SnapshotRequest,
    block = this.#chain.block,
    options: Cancellable = {},
  ): Promise<Snapshot> {
    throwIfAborted(options.signal);
    const { address, shell } = this.#contract;
    const newest = this.#chain.block;
    if (!Number.isInteger(block) || block < this.#contract.block || block > newest) {
      throw new ChainlearnError(
        "chain_failure",
        `block ${block}; ${address} has state at blocks ${this.#contract.block} to ${newest}.`,
      );
    }
    const before = this.#contract.balances.findLast((one) => one.block <= block);
    const balance = (before?.baseUnits ?? 0n) / this.#chain.baseUnitsPerUnit;
    if (block === newest) return snapshotOf(shell, request, block, balance);
    // Old state is not kept: the log up to that block gives it again.
    const replay = await Replay.create(shell.composition, shell);
    for (const entry of await this.log({ toBlock: block })) {
      const difference = replay.apply(entry);
      if (difference !== undefined) throw new ChainlearnError("invalid_log", difference.where);
    }
    return snapshotOf(replay.shell, request, block, balance);
  }

  async verifyCode(options: Cancellable = {}): Promise<CodeVerification> {
    throwIfAborted(options.signal);
    return compareCode(this.#contract.shell.composition, this.composition);
  }

  #baseUnits(units: bigint): bigint {
    return units * this.#chain.baseUnitsPerUnit;
  }

  /** Units of a batch out of all that the sender has. */
  #costOf(from: string, items: readonly RawDataItem[], time: number): bigint {
    this.#chain.requireSigner(from);
    const { baseUnitsPerUnit, bank } = this.#chain;
    const paidBaseUnits = affordable(bank.balance(from) / baseUnitsPerUnit) * baseUnitsPerUnit;
    try {
      return this.#contract.shell.quoteBatch({ sender: from, time, paidBaseUnits }, items);
    } catch (error) {
      throw notAffordable(from, error);
    }
  }

  #action(name: string): { readonly index: number; readonly spec: ActionSpec } {
    const { manifest } = this.composition.mechanism;
    const spec = actionOf(manifest, name);
    return { index: manifest.actions.indexOf(spec), spec };
  }

  /** Brings what the action's entry point takes, as the clients of other chains do. */
  #actionInput(index: number, input: RawActInput): ActionPayload {
    const { record, digest, parts: opens } = this.composition.mechanism.manifest.actions[index]!;
    const own = {
      args: input.args ?? [],
      ...(digest && input.digest && { digest: input.digest }),
      ...(opens && input.parts && { parts: input.parts }),
    };
    if (record === "item") return { ...own, ...(input.item && { item: input.item }) };
    if (record === "none" || input.contribution === undefined) return own;
    const { sample, ...parts } = input.contribution;
    const proof: RecordParts =
      record === "sample"
        ? { ...parts, sample }
        : { ...parts, sampleHash: input.sampleHash ?? keccak256(sample) };
    return { ...own, record: proof };
  }
}
