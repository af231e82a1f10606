import type { RecordState } from "../../record.ts";
import { assertEqual, CheckFailure } from "../assert.ts";
import type { Operation } from "../differential/operation.ts";
import type { NumberedEntry, Outcome } from "../differential/outcome.ts";
import type { MechanismStrategy } from "./strategy.ts";
import { ACCOUNTS, type Coins, type KnownContribution, type NamedCells, type World } from "./world.ts";

/** All money of a run at one moment. Units, but for the coins of accounts. */
interface Books {
  readonly coins: Coins;
  readonly left: bigint;
  readonly credits: readonly bigint[];
  readonly held: bigint;
  readonly pool: NamedCells;
  readonly series: ReadonlyMap<string, bigint>;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** What the entries of one accepted call say about money. */
interface Flow {
  readonly paid: bigint;
  /** Sent or credited to the sender by the shell: what was paid above the cost. */
  readonly excess: bigint;
  /** Paid by the kernel, to the sender or to the submitter. */
  readonly amount: bigint;
  readonly withdrawn: bigint;
}

function flowOf(entries: readonly NumberedEntry[]): Flow {
  const of = (kind: string, field: string): bigint =>
    sum(entries.filter((entry) => entry.kind === kind).map((entry) => entry[field] as bigint));
  const paid = of("dataAdded", "paid");
  return {
    paid: paid + of("acted", "paid"),
    excess: paid - of("dataAdded", "cost"),
    amount: of("acted", "amount"),
    withdrawn: of("withdrawn", "amount"),
  };
}

/**
 * Counts a run's money again after every operation, from coins, records, credits and cells, without knowing the rules:
 * nothing appears, nothing vanishes, nobody is paid twice or beyond what there is, and what is refused changes nothing.
 */
export class Audit {
  readonly #world: World;
  readonly #strategy: MechanismStrategy;
  readonly #baseUnitsPerUnit: bigint;
  #before: Books;

  /** @param world looked at already */
  constructor(world: World, strategy: MechanismStrategy, baseUnitsPerUnit: bigint) {
    this.#world = world;
    this.#strategy = strategy;
    this.#baseUnitsPerUnit = baseUnitsPerUnit;
    this.#before = this.#books();
  }

  /** Whether the same account was already paid by this action about this contribution; asked before the world notes it. */
  isRepeated(operation: Operation, target: KnownContribution | undefined): boolean {
    if (operation.kind !== "act" || target === undefined) return false;
    if (this.#strategy.repeatable?.includes(operation.action)) return false;
    return target.acted.get(operation.action)?.has(operation.from) ?? false;
  }

  /**
   * @param payee account that the kernel has to pay by the rules; undefined: the sender or the submitter
   * @param records how the records were before that the world has looked at since
   * @throws CheckFailure
   */
  check(
    operation: Operation,
    outcome: Outcome,
    records: ReadonlyMap<number, RecordState>,
    { repeated, payee }: { readonly repeated: boolean; readonly payee: number | undefined },
  ): void {
    const before = this.#before;
    const after = this.#books();
    this.#before = after;
    const fail = (what: string): never => {
      throw new CheckFailure(what);
    };
    const { contract } = after.coins;
    const owed = after.left + sum(after.credits) + after.held;
    if (contract !== owed)
      fail(
        `the contract has ${contract} units and owes ${owed}: ${after.left} left of deposits, ${sum(after.credits)} credits, ${after.held} held.`,
      );
    if (!outcome.accepted) {
      for (const [id, record] of records)
        assertEqual(this.#world.contributions[id]!.record, record, `record ${id} after a refusal`);
      if (!sameBooks(before, after)) assertEqual(after, before, "books after a refusal");
      return;
    }
    const flow = flowOf(outcome.entries);
    this.#checkCoins(before, after, flow, fail);
    this.#checkShares(operation, payee, before, after, flow, fail);
    for (const [id, record] of records) this.#checkRecord(id, record, fail);
    const target = operation.kind === "act" ? operation.contribution : undefined;
    const left = target ? (records.get(target.id)?.left ?? 0n) : before.left;
    if (flow.amount > left + before.held + flow.paid)
      fail(`${flow.amount} units were paid where ${left} were left and ${before.held} held.`);
    if (repeated && flow.amount > 0n) fail(`paid the same account ${flow.amount} units a second time.`);
  }

  /** The contract's coins follow from the log, and no coin appears or vanishes. */
  #checkCoins(before: Books, after: Books, flow: Flow, fail: (what: string) => never): void {
    const gain = after.coins.contract - before.coins.contract;
    const credited = sum(after.credits) - sum(before.credits) + flow.withdrawn;
    const logged = flow.paid - flow.excess - flow.amount - flow.withdrawn + credited;
    if (gain !== logged) fail(`the contract gained ${gain} units; by the log ${logged}.`);
    const others = sum(after.coins.accounts) - sum(before.coins.accounts);
    if (others !== -gain * this.#baseUnitsPerUnit)
      fail(`the contract gained ${gain} units while the accounts gained ${others} base units.`);
  }

  /** Coins and credit of every account moved by what the log says, and nobody else's moved. */
  #checkShares(
    operation: Operation,
    payee: number | undefined,
    before: Books,
    after: Books,
    flow: Flow,
    fail: (what: string) => never,
  ): void {
    const gains = Array.from({ length: ACCOUNTS }, (_, n) => {
      const coins = after.coins.accounts[n]! - before.coins.accounts[n]!;
      return coins + (after.credits[n]! - before.credits[n]!) * this.#baseUnitsPerUnit;
    });
    const due = gains.map(() => 0n);
    due[operation.from]! += flow.excess - flow.paid;
    if (operation.kind === "withdraw") {
      due[operation.from]! -= flow.withdrawn;
      due[operation.to ?? operation.from]! += flow.withdrawn;
    }
    const submitter = operation.kind === "act" ? operation.contribution?.submitter : undefined;
    const payees = payee === undefined ? [operation.from, submitter ?? operation.from] : [payee];
    const fits = payees.some((paid) =>
      gains.every((gain, n) => gain === (due[n]! + (n === paid ? flow.amount : 0n)) * this.#baseUnitsPerUnit),
    );
    if (!fits) fail(`the accounts gained ${gains.join(", ")} base units; the log has ${flow.amount} paid.`);
  }

  #checkRecord(id: number, before: RecordState, fail: (what: string) => never): void {
    const { deposit, left } = this.#world.contributions[id]!.record;
    if (deposit !== before.deposit) fail(`the deposit of contribution ${id} became ${deposit}.`);
    if (left < 0n || left > before.left)
      fail(`of contribution ${id} ${left} units are left, after ${before.left}.`);
  }

  #books(): Books {
    const world = this.#world;
    return {
      coins: world.coins,
      left: world.left,
      credits: Array.from({ length: ACCOUNTS }, (_, n) => world.account(n).credit),
      held: this.#strategy.held?.(world) ?? 0n,
      pool: world.pool,
      series: world.series,
    };
  }
}

const sameList = (a: readonly bigint[], b: readonly bigint[]): boolean =>
  a.every((value, k) => value === b[k]);

function sameBooks(a: Books, b: Books): boolean {
  return (
    a.left === b.left &&
    a.held === b.held &&
    a.coins.contract === b.coins.contract &&
    sameList(a.credits, b.credits) &&
    sameList(a.coins.accounts, b.coins.accounts) &&
    sameList(Object.values(a.pool), Object.values(b.pool)) &&
    // Time may have made others worth looking at.
    [...a.series].every(([place, value]) => (b.series.get(place) ?? value) === value)
  );
}
