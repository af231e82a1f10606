import { bytesToBigint, toHex } from "../../bytes.ts";
import type { ResolvedComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";
import { secretCommitment } from "../../parts.ts";
import type { RawDataItem } from "../../raw-trainer.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import type { Contribution } from "../../record.ts";
import { decodeSample } from "../../sample.ts";
import type { TransactionResult } from "../../transaction.ts";
import { type FullTrainer, interruptedDeployment } from "../adapter/stage.ts";
import { assertThat, rejectionOf } from "../assert.ts";
import type { NumberedContribution, Operation, OperationInput, Payment } from "./operation.ts";
import { type NumberedEntry, numberedEntry, numberOf, type Outcome } from "./outcome.ts";

/** Words per chunk of the initial state: equal chunks give equal logs. */
const WORDS_PER_CHUNK = 64;

/** Values of each series that are compared: those with the lowest numbers. */
const FIRST_VALUES = 16;

/** One chain of a differential run, spoken to in account numbers. */
export class Contestant {
  readonly name: string;
  readonly chain: DevChain;
  readonly trainer: FullTrainer;
  /** Of the deployment before it was sealed. */
  readonly receipt: DeploymentReceipt;
  /** What commitments to secrets are to, by the commitment and by each quarter of it as a cell holds it. */
  readonly #secrets = new Map<string | bigint, string>();

  private constructor(name: string, chain: DevChain, trainer: FullTrainer, receipt: DeploymentReceipt) {
    this.name = name;
    this.chain = chain;
    this.trainer = trainer;
    this.receipt = receipt;
  }

  /** Deploys without the initial state, which the run uploads itself, at times of its own. */
  static async enter(
    name: string,
    chain: DevChain,
    composition: ResolvedComposition,
    /** Account numbers by role. */
    parts: Readonly<Record<string, number>>,
    cloneOf?: DeploymentReceipt,
  ): Promise<Contestant> {
    const roles = Object.fromEntries(
      Object.entries(parts).map(([role, account]) => [role, chain.accounts[account]!]),
    );
    const options = { from: chain.accounts[0]!, roles, ...(cloneOf && { cloneOf }) };
    const receipt = await interruptedDeployment(chain, composition, options, ({ address }) => address !== "");
    assertThat(!receipt.sealed, `${name}: the deployment was sealed although it was aborted before.`);
    const trainer = (await chain.adapter.attach(composition, receipt)) as FullTrainer;
    return new Contestant(name, chain, trainer, receipt);
  }

  async initialize(words: readonly bigint[], beforeEach: () => Promise<void>): Promise<void> {
    for (let firstWord = 0; firstWord < words.length; firstWord += WORDS_PER_CHUNK) {
      await beforeEach();
      const chunk = words.slice(firstWord, firstWord + WORDS_PER_CHUNK);
      await this.trainer.rawInitialize({ from: this.#address(0), firstWord, words: chunk });
    }
  }

  seal(hot: readonly bigint[]): Promise<TransactionResult> {
    return this.trainer.rawSeal({ from: this.#address(0), hot });
  }

  predict(sample: Uint8Array): Promise<number> {
    return this.trainer.predict(decodeSample(sample, this.trainer.composition.shape));
  }

  /**
   * @param quote units that the addition costs by the time of the operation
   * @param trainer another one of the same contract
   */
  run(operation: Operation, quote: bigint, trainer: FullTrainer = this.trainer): Promise<Outcome> {
    return this.#outcome("an operation", () => this.#send(trainer, operation, quote));
  }

  /**
   * Additions of one account as one call: all or none.
   * @param units that it pays for all of them
   */
  addBatch(from: number, items: readonly RawDataItem[], units: bigint): Promise<Outcome> {
    const payBaseUnits = units * this.chain.baseUnitsPerUnit;
    return this.#outcome("a batch of additions", () =>
      this.trainer.rawAddBatch({ from: this.#address(from), items, payBaseUnits }),
    );
  }

  /** Actions of one account, none of which pays, as one transaction: all or none. */
  actBatch(from: number, operations: readonly (Operation & { kind: "act" })[]): Promise<Outcome> {
    const actions = operations.map(({ action, contribution, input }) => ({
      ...this.#input(from, input),
      action,
      ...(contribution && { contribution: this.#own(contribution) }),
    }));
    return this.#outcome("a batch of actions", () =>
      this.trainer.rawActBatch({ from: this.#address(from), actions }),
    );
  }

  /** Units that additions of one account cost together now. @throws ChainlearnError the refusal of the first that is refused */
  quoteBatch(from: number, items: readonly RawDataItem[]): Promise<bigint> {
    const { shape } = this.trainer.composition;
    const decoded = items.map(({ label, sample }) => ({ label, sample: decodeSample(sample, shape) }));
    return this.trainer.quoteBatch({ from: this.#address(from), items: decoded });
  }

  async #outcome(what: string, send: () => Promise<TransactionResult>): Promise<Outcome> {
    let result: TransactionResult;
    try {
      result = await send();
    } catch (error) {
      const code = await rejectionOf(`${this.name}: ${what}`, () => Promise.reject(error));
      return { accepted: false, code };
    }
    return { accepted: true, entries: this.numbered(result.entries) };
  }

  numbered(entries: TransactionResult["entries"]): NumberedEntry[] {
    return entries.map((entry) => {
      const numbered = numberedEntry(entry, this.chain.accounts);
      const secret = "digest" in entry && entry.digest && this.#secrets.get(toHex(entry.digest));
      return secret ? { ...numbered, digest: secret } : numbered;
    });
  }

  /** Everything at the newest block, in account numbers. */
  async state(
    contributions: readonly NumberedContribution[],
    accounts: number,
    buckets: number,
  ): Promise<object> {
    const addresses = this.chain.accounts.slice(0, accounts);
    const {
      block: _,
      peaks,
      ...snapshot
    } = await this.trainer.snapshot({
      contributions: contributions.map((contribution) => this.#own(contribution)),
      accounts: addresses,
      marks: addresses.flatMap((account) =>
        Array.from({ length: buckets }, (_, bucket) => ({ account, bucket })),
      ),
      series: (this.trainer.composition.mechanism.manifest.series ?? []).flatMap((_, series) =>
        Array.from({ length: FIRST_VALUES }, (_, number) => ({ series, number })),
      ),
    });
    const numbered = (address: string) => numberOf(this.chain.accounts, address);
    return {
      ...snapshot,
      // They hash addresses, which every chain writes in its own way.
      ...(peaks && { peaks: peaks.length }),
      accounts: new Map(
        [...snapshot.accounts].map(([address, { credit, cells }]) => [
          numbered(address),
          { credit, cells: cells.map((cell) => this.#secrets.get(cell) ?? cell) },
        ]),
      ),
      marks: new Map(
        [...snapshot.marks].map(([key, marks]) => {
          const [address, bucket] = key.split("/") as [string, string];
          return [`${numbered(address)}/${bucket}`, marks];
        }),
      ),
    };
  }

  #send(trainer: FullTrainer, operation: Operation, quote: bigint): Promise<TransactionResult> {
    const from = this.#address(operation.from);
    switch (operation.kind) {
      case "add": {
        const { label, sample, payment } = operation;
        return trainer.rawAddData({
          from,
          label,
          sample,
          payBaseUnits: this.#baseUnits(payment, quote),
        });
      }
      case "act":
        return trainer.rawAct(operation.action, {
          ...this.#input(operation.from, operation.input),
          from,
          ...(operation.contribution && { contribution: this.#own(operation.contribution) }),
          payBaseUnits: operation.payUnits * this.chain.baseUnitsPerUnit,
        });
      case "withdraw":
        return trainer.withdraw({
          from,
          ...(operation.to === undefined ? {} : { to: this.#address(operation.to) }),
        });
      case "addClass":
        return trainer.addClass({ from, name: operation.name });
      case "initialize":
        return trainer.rawInitialize({ ...operation, from });
      case "seal":
        return trainer.rawSeal({ from, hot: operation.hot });
    }
  }

  #input(account: number, { secret, ...input }: OperationInput = {}): OperationInput {
    if (!secret) return input;
    const digest = secretCommitment(this.#address(account), secret);
    const what = `commitment of account ${account} to ${toHex(secret)}`;
    this.#secrets.set(toHex(digest), what);
    for (let k = 0; k < 4; k++)
      this.#secrets.set(
        BigInt.asIntN(64, bytesToBigint(digest.subarray(8 * k, 8 * k + 8))),
        `quarter ${k} of the ${what}`,
      );
    return { ...input, digest };
  }

  #baseUnits(payment: Payment, quote: bigint): bigint {
    const unit = this.chain.baseUnitsPerUnit;
    switch (payment.kind) {
      case "quote":
        return (quote + payment.extraUnits) * unit;
      case "units":
        return payment.units * unit;
      case "fraction":
        return ((quote * payment.ofQuote[0]) / payment.ofQuote[1]) * unit;
      case "short":
        return quote === 0n ? 0n : (quote - 1n) * unit;
      case "odd":
        return quote * unit + 1n;
    }
  }

  #own(contribution: NumberedContribution): Contribution {
    return { ...contribution, submitter: this.#address(contribution.submitter) };
  }

  #address(account: number): string {
    return this.chain.accounts[account]!;
  }
}
