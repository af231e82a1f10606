import { randomBytes } from "node:crypto";
import { type VerificationReport, verify } from "@chainlearn/adapter-local";
import {
  type ActInput,
  type Cancellable,
  type ChainId,
  type Contribution,
  commitParts,
  createTrainers,
  type DeploymentReceipt,
  type DevChain,
  openParts,
  readModelState,
  secretCommitment,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import type { OnProgress } from "@chainlearn/example-kit/in-turn";
import { predictionMarket } from "@chainlearn/mechanisms";
import { accuracy, initialModel, marketOf, STAKE_UNITS } from "./composition.ts";
import { type Mails, SHAPE } from "./mails.ts";
import { PEOPLE } from "./people.ts";
import { type Pass, settle } from "./settlement.ts";

/** What an account put in and got. Units. */
export interface Payout {
  readonly name: string;
  readonly role: string;
  readonly account: string;
  readonly paid: bigint;
  /** The fees of the steps that it called among them. */
  readonly received: bigint;
}

/** A market from bounty to payout. */
export interface StoryResult {
  readonly chainId: ChainId;
  readonly receipt: DeploymentReceipt;
  /** Number of the part that was shown before the stakes. */
  readonly shown: number;
  readonly testItems: number;
  readonly correctBefore: number;
  readonly passes: readonly Pass[];
  /** On mails that nobody in the market has, 0 to 1. */
  readonly accuracy: { readonly before: number; readonly after: number };
  /** The provider first. */
  readonly payouts: readonly Payout[];
  readonly transactions: number;
  readonly gas: { readonly deployment: bigint; readonly market: bigint; readonly largest: bigint };
  /** Units in the contract when everybody has what is theirs. */
  readonly left: bigint;
  readonly verification: VerificationReport;
}

/** Counts what transactions cost and what each account pays and gets. */
export class Books {
  transactions = 0;
  gas = 0n;
  largest = 0n;
  readonly paid = new Map<string, bigint>();
  readonly received = new Map<string, bigint>();

  /** @returns the result */
  note(from: string, result: TransactionResult): TransactionResult {
    this.transactions += 1;
    this.gas += result.gasUsed;
    if (result.gasUsed > this.largest) this.largest = result.gasUsed;
    const add = (to: Map<string, bigint>, units: bigint): void =>
      void to.set(from, (to.get(from) ?? 0n) + units);
    for (const entry of result.entries) {
      if (entry.kind === "dataAdded") add(this.paid, entry.cost);
      if (entry.kind !== "acted") continue;
      add(this.paid, entry.paid);
      add(this.received, entry.amount);
    }
    return result;
  }
}

/** A provider's bounty for a better spam filter, from the escrow to the last payment. Needs a chain whose clock can be set. */
export async function runStory(
  chain: DevChain,
  mails: Mails,
  { signal, onProgress = () => {} }: Cancellable & { readonly onProgress?: OnProgress } = {},
): Promise<StoryResult> {
  const cancellable = signal ? { signal } : {};
  const [provider, ...accounts] = chain.accounts as [string, ...string[]];
  const initialState = await initialModel(mails.initial);
  const { trainer, receipt } = await createTrainers({ adapter: chain.adapter }).deploy(marketOf(mails), {
    ...{ ...cancellable, from: provider, roles: { provider }, initialState },
    onProgress: (done, total, step) => onProgress((0.1 * done) / total, `deploying: ${step}`),
  });
  const books = new Books();
  const act = async (action: string, input: ActInput): Promise<TransactionResult> =>
    books.note(input.from, await trainer.act(action, { ...cancellable, ...input }));
  const param = (name: string): bigint =>
    trainer.composition.params.find(({ spec }) => spec.name === name)!.value;

  onProgress(0.1, "escrow and commitment to the test mails");
  // Who knows the salts can test guesses of what is hidden.
  const list = commitParts(
    mails.tests,
    mails.tests.map(() => Uint8Array.from(randomBytes(32))),
    SHAPE,
  );
  const escrow = param("rounds") * STAKE_UNITS + param("bondUnits") + param("feePotUnits");
  const funded = await act("fund", { from: provider, pay: escrow, digest: list.digest });
  const start = timeOf(funded);
  const after = (...windows: readonly string[]): Promise<void> =>
    chain.setTime(start + windows.reduce((sum, name) => sum + Number(param(name)), 0));

  onProgress(0.12, "draw of the part to show");
  const drawers = accounts.slice(0, 2).map((from) => ({ from, secret: Uint8Array.from(randomBytes(32)) }));
  for (const { from, secret } of drawers)
    await act("join", { from, pay: param("drawBondUnits"), digest: secretCommitment(from, secret) });
  await after("commitSeconds");
  for (const { from, secret } of drawers) await act("unveil", { from, digest: secret });
  await after("commitSeconds", "drawSeconds");
  const shown = await partToShow(trainer);
  await act("reveal", { from: provider, parts: openParts(list, [shown]) });

  const contributions = await stake(trainer, mails, accounts, books, (share) =>
    onProgress(0.15 + 0.1 * share, "stakes"),
  );
  signal?.throwIfAborted();
  await after("commitSeconds", "drawSeconds", "showSeconds", "stakeSeconds");
  const count = mails.tests.length;
  for (let k = 1; k < count; k++)
    // The last call opens all parts, as every step of the settlement does.
    await act("reveal", {
      from: provider,
      parts: openParts(list, k === count - 1 ? undefined : [(shown + k) % count]),
    });

  const settlement = await settle(trainer, {
    ...{
      contributions,
      opening: openParts(list),
      people: PEOPLE.length,
      testItems: mails.tests.flat().length,
    },
    act: (action, input) => act(action, { ...input, from: accounts[0]! }),
    onProgress: (share, what) => onProgress(0.25 + 0.65 * share, what),
  });

  onProgress(0.9, "payouts");
  for (const from of accounts.slice(0, PEOPLE.length))
    if (settlement.owed(from) > 0n) await act("collect", { from });
  await act("reclaim", { from: provider });
  onProgress(0.95, "verifying");
  const { balance } = await trainer.snapshot({});
  const payoutOf = (name: string, role: string, account: string): Payout => ({
    ...{ name, role, account },
    paid: books.paid.get(account) ?? 0n,
    received: books.received.get(account) ?? 0n,
  });
  return {
    ...{ chainId: trainer.chainId, receipt, shown, testItems: mails.tests.flat().length },
    ...{ correctBefore: settlement.correctBefore, passes: settlement.passes },
    accuracy: {
      before: await accuracy(initialState, mails.heldBack),
      after: await accuracy(await readModelState(trainer), mails.heldBack),
    },
    payouts: [
      payoutOf("provider", "pays for a better filter", provider),
      ...PEOPLE.map(({ name, role }, n) => payoutOf(name, role, accounts[n]!)),
    ],
    transactions: books.transactions,
    gas: {
      deployment: receipt.steps.reduce((sum, { gasUsed }) => sum + BigInt(gasUsed), 0n),
      ...{ market: books.gas, largest: books.largest },
    },
    left: balance,
    verification: await verify(trainer, cancellable),
  };
}

function timeOf({ entries: [entry] }: TransactionResult): number {
  if (entry?.kind !== "acted") throw new Error("the transaction logged no action");
  return entry.time;
}

/** What the draw came to. */
async function partToShow(trainer: Trainer): Promise<number> {
  const { pool } = await trainer.snapshot({});
  const seed = pool[predictionMarket.manifest.pool.findIndex(({ name }) => name === "seed")]!;
  const parts = trainer.composition.params.find(({ spec }) => spec.name === "testParts")!.value;
  return Number(BigInt.asUintN(64, seed) % parts);
}

/** Everybody stakes an equal number of mails, each account in one transaction. */
async function stake(
  trainer: Trainer,
  mails: Mails,
  accounts: readonly string[],
  books: Books,
  onProgress: (share: number) => void,
): Promise<Contribution[]> {
  const contributions: Contribution[] = [];
  const each = mails.contributions.length / PEOPLE.length;
  for (const [n, person] of PEOPLE.entries()) {
    const from = accounts[n]!;
    const items = mails.contributions
      .slice(n * each, (n + 1) * each)
      .map((mail, k) => ({ sample: mail.sample, label: person.labels(mail, k) }));
    const { entries } = books.note(from, await trainer.addDataBatch({ from, items }));
    for (const entry of entries)
      if (entry.kind === "dataAdded") {
        const { id, time, label, sample, actor } = entry;
        contributions.push({ id, time, submitter: actor, label, sample });
      }
    onProgress((n + 1) / PEOPLE.length);
  }
  return contributions;
}
