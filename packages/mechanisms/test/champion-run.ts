import { type CommittedItem, commitItems, ERROR_CODES, type Params, type Shape } from "@chainlearn/core";
import {
  createReferenceMechanism,
  type ReferenceCall,
  type ReferenceMechanism,
  type ReferenceRecord,
  ReferenceRejection,
  ReferenceTrap,
} from "@chainlearn/kernel/testing";
import { champion } from "@chainlearn/mechanisms";
import type { ChampionSettings, Outcome, RevealedItem } from "./champion-oracle.ts";

const NAMES = new Map<number, string>([
  ...Object.entries(ERROR_CODES).map(([name, code]) => [code, name] as const),
  ...Object.entries(champion.manifest.errors).map(([code, name]) => [Number(code), name] as const),
]);

const SERVED = 0;
const SHAPE: Shape = { features: 16, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 4 };

/** The kernel's account cells by position. */
export const ACCOUNT = { settled: 0, invalid: 1, cycle: 2, validInCycle: 3 } as const;

/** Two copies of a model that has a number per state word, and says whatever the test wants. */
export class CopiesOfNothing {
  readonly words: readonly [number[], number[]];
  margins: readonly [bigint, bigint] = [0n, 0n];
  readonly trained: number[] = [];

  constructor(words: number) {
    this.words = [Array(words).fill(0), Array(words).fill(0)];
  }

  margin(which: number): bigint {
    return this.margins[which]!;
  }

  predict(): number {
    throw new Error("champion asks for margins only");
  }

  update(which: number, label: number): void {
    if (which === SERVED) throw new Error("champion never trains what it serves");
    this.trained.push(label);
    const copy = this.words[which as 1];
    copy[this.trained.length % copy.length]! += 1;
  }

  assign(from: number, to: number, first: number, count: number): number {
    const end = this.words[0].length;
    if (from === to || first < 0 || first >= end || count < 1) throw new ReferenceTrap("copy.assign");
    const next = Math.min(end, first + count);
    for (let word = first; word < next; word++) this.words[to as 0][word] = this.words[from as 0][word]!;
    return next === end ? 0 : next;
  }
}

/** The kernel on the reference host, with the little of a shell that it needs. */
export class ChampionRun {
  readonly mechanism: ReferenceMechanism;
  readonly copies: CopiesOfNothing;
  /** All that came in less all that went out or was credited, units. */
  held = 0n;
  readonly records: ReferenceRecord[] = [];
  /** Items that the curator committed to and has not revealed, in order. */
  readonly items: CommittedItem[] = [];

  constructor(settings: ChampionSettings, curator: string, words: number) {
    this.copies = new CopiesOfNothing(words);
    this.mechanism = createReferenceMechanism({
      mechanism: champion,
      params: settings as unknown as Params,
      roles: { curator },
      copy: this.copies,
    });
  }

  /** A pool cell by its name in the manifest. */
  pool(name: string): bigint {
    return this.mechanism.pool[champion.manifest.pool.findIndex((cell) => cell.name === name)]!;
  }

  account(address: string): readonly bigint[] {
    return this.mechanism.accounts.get(address) ?? [0n, 0n, 0n, 0n];
  }

  /** What the cells say that is owed or kept. */
  get owed(): bigint {
    const shares = [...this.mechanism.accounts.values()].map((cells) => {
      const each = this.mechanism.series.get(`0/${cells[ACCOUNT.cycle]}`) ?? 0n;
      return cells[ACCOUNT.cycle]! < this.pool("cycle") ? cells[ACCOUNT.validInCycle]! * each : 0n;
    });
    const left = this.records.map((record) => record.left);
    return [this.pool("potUnits"), this.pool("fundUnits"), this.pool("bondUnits"), ...shares, ...left].reduce(
      (sum, units) => sum + units,
      0n,
    );
  }

  seal(time: bigint): void {
    this.mechanism.run("seal", { caller: "deployer", time });
  }

  add(time: bigint, submitter: string, label: number): ReferenceRecord | { refused: string } {
    const paid = this.mechanism.run("quote", { caller: "anybody", time }).value as bigint;
    const record = this.mechanism.newRecord({ submitter, time, label });
    const outcome = this.act("add", { caller: submitter, time, paid, record });
    if ("refused" in outcome) return outcome;
    record.deposit = paid;
    record.left = paid;
    this.records.push(record);
    return record;
  }

  /** Commits to so many items; labels alternate. */
  commit(time: bigint, caller: string, count: number, paid: bigint): Outcome {
    const items = Array.from({ length: Math.max(1, count) }, (_, k) => ({
      label: k % 2,
      sample: { indices: [k % SHAPE.features] },
    }));
    const chain = commitItems(items, new Uint8Array(32).fill(7), SHAPE);
    const args = [BigInt(count)];
    const outcome = this.act("commit", { caller, time, paid, digest: chain.head, args });
    if (!("refused" in outcome)) this.items.push(...chain.items);
    return outcome;
  }

  /** Reveals the next item, or with `forged` another one. */
  reveal(time: bigint, caller: string, margins: RevealedItem, forged = false): Outcome {
    const next = this.items[0] ?? { label: 0, sample: Uint8Array.of(0), next: new Uint8Array(32) };
    this.copies.margins = [margins.served, margins.challenger];
    const item = forged ? { ...next, label: 1 - next.label } : next;
    const outcome = this.act("reveal", { caller, time, item });
    if (!("refused" in outcome)) this.items.shift();
    return outcome;
  }

  act(name: string, call: ReferenceCall): Outcome {
    try {
      const { value, payment } = this.mechanism.run(name, call);
      const amount = payment?.amount ?? 0n;
      this.held += (call.paid ?? 0n) - amount;
      return { reason: Number(value), pays: amount > 0n ? new Map([[payment!.to, amount]]) : new Map() };
    } catch (error) {
      if (error instanceof ReferenceRejection)
        return { refused: NAMES.get(error.code) ?? String(error.code) };
      if (error instanceof ReferenceTrap) return { refused: "trap" };
      throw error;
    }
  }
}
