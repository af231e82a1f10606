import { resolveComposition } from "../../composition.ts";
import { type CommittedItem, commitItems, type ItemChain } from "../../item.ts";
import type { ActedEntry } from "../../log.ts";
import type { Contribution } from "../../record.ts";
import type { Snapshot } from "../../snapshot.ts";
import type { TransactionResult } from "../../transaction.ts";
import { CheckFailure } from "../assert.ts";
import type { CheckContext } from "./check.ts";
import { MODEL_PARAMS, SMALL } from "./compositions.ts";
import { entryOf, peopleOf, Stage } from "./stage.ts";

/** What `reveal` of the items probe does, by its first argument; its kernel has the numbers as literals. */
export const REVEAL = {
  label: 0,
  next: 1,
  nextTwice: 2,
  sum: 3,
  predict: 4,
  train: 5,
  payCaller: 6,
  undone: 7,
  recordLabel: 8,
  store: 9,
} as const;

/** What `run` does. */
export const RUN = {
  isZero: 0,
  firstToSecond: 1,
  secondToThird: 2,
  thirdToFirst: 3,
  firstToFirst: 4,
  getSeries: 5,
  setSeries: 6,
  label: 7,
  next: 8,
  store: 9,
  sum: 10,
  undone: 11,
} as const;

export const ITEMS = [
  { sample: { indices: [1, 2, 19] }, label: 1 },
  { sample: { indices: [3] }, label: 0 },
  { sample: { indices: [0, 4, 5, 6, 7, 8] }, label: 1 },
] as const;

interface Brought {
  readonly from?: string;
  readonly item?: CommittedItem;
  readonly digest?: Uint8Array;
  readonly contribution?: Contribution;
  readonly args?: readonly bigint[];
  readonly pay?: bigint;
}

/** A deployed instance of the items probe with the sparse perceptron, and three items. */
export class ItemStage {
  readonly stage: Stage;
  readonly chain: ItemChain;

  private constructor(stage: Stage) {
    this.stage = stage;
    this.chain = commitItems(
      ITEMS,
      Uint8Array.from({ length: 32 }, (_, i) => 255 - i),
      stage.composition.shape,
    );
  }

  static async open(context: CheckContext, sealed = true): Promise<ItemStage> {
    const resolved = resolveComposition({ ...context.plugins, shape: SMALL, modelParams: MODEL_PARAMS });
    const options = { from: peopleOf(context.chain).deployer };
    return new ItemStage(await Stage[sealed ? "of" : "unsealedOf"](context.chain, resolved, options));
  }

  /** The k-th item. */
  item(k: number): CommittedItem {
    const found = this.chain.items[k];
    if (!found) throw new CheckFailure(`there is no item ${k}.`);
    return found;
  }

  send(action: string, { from = this.stage.people.ann, ...rest }: Brought = {}): Promise<TransactionResult> {
    return this.stage.trainer.act(action, { from, ...rest });
  }

  /** Sends what is expected to be accepted. */
  async act(action: string, brought: Brought = {}): Promise<ActedEntry> {
    const result = await this.stage.sent(() => this.send(action, brought));
    return entryOf(result, "acted");
  }

  reveal(item: CommittedItem, operation: number, a = 0n, more: Brought = {}): Promise<ActedEntry> {
    return this.act("reveal", { item, args: [BigInt(operation), a], ...more });
  }

  run(operation: number, a = 0n, b = 0n, c = 0n): Promise<ActedEntry> {
    return this.act("run", { args: [BigInt(operation), a, b, c] });
  }

  refuses(code: string, action: string, brought: Brought = {}): Promise<void> {
    const what = `${action}(${(brought.args ?? []).join(", ")})`;
    return this.stage.refuses(code, what, () => this.send(action, brought));
  }

  /** With the values of series that are named as [series, number]. */
  snapshot(...places: readonly (readonly [series: number, number: number])[]): Promise<Snapshot> {
    const series = places.map(([k, number]) => ({ series: k, number }));
    return this.stage.trainer.snapshot({ ...this.stage.request(), series });
  }

  async registers(): Promise<readonly bigint[]> {
    return (await this.snapshot()).registers;
  }

  /** What the last operation has left in pool cell 0. */
  async result(): Promise<bigint | undefined> {
    return (await this.snapshot()).pool[0];
  }
}
