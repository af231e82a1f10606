import { type Params, type ResolvedComposition, resolveComposition } from "../../composition.ts";
import type { Growth } from "../../growth.ts";
import type { ActedEntry, DataAddedEntry } from "../../log.ts";
import type { Shape } from "../../manifest.ts";
import type { Contribution } from "../../record.ts";
import type { Sample } from "../../sample.ts";
import type { TransactionResult } from "../../transaction.ts";
import { CheckFailure } from "../assert.ts";
import type { CheckContext } from "./check.ts";
import { OPERATION } from "./probe-numbers.ts";
import { entryOf, peopleOf, Stage } from "./stage.ts";

/** Two words of state; a label for everything that the probe plugins do. */
export const DENSE: Shape = {
  features: 20,
  classes: 32,
  lane: 16,
  encoding: "dense",
  valueBits: 8,
  maxEntries: 20,
};

/** Units of one addition. */
export const PRICE = 1_000n;

/** The actions of the probe mechanism that run an operation. */
export type ProbeAction = "withSample" | "withHash" | "without";

export interface ProbeOptions {
  /** Default: {@link DENSE}. */
  readonly shape?: Shape;
  readonly params?: Params;
  readonly growth?: Growth | undefined;
  readonly roles?: Readonly<Record<string, string>>;
}

interface Call {
  /** Default: ann. */
  readonly from?: string;
  readonly contribution?: Contribution;
  readonly pay?: bigint;
}

/** The values in their places, zeros behind them. Three at least, since the probe model reads three. */
export function probeSample(shape: Shape, values: readonly number[]): Sample {
  const count = shape.encoding === "dense" ? shape.features : Math.max(3, values.length);
  const padded = Array.from({ length: count }, (_, p) => values[p] ?? 0);
  return shape.encoding === "dense"
    ? { values: padded }
    : { indices: padded.map((_, p) => p), values: padded };
}

/** The probe plugins as one composition. */
export const resolvedProbe = (
  context: CheckContext,
  { shape = DENSE, params = {}, growth }: ProbeOptions,
): ResolvedComposition =>
  resolveComposition({
    ...context.plugins,
    shape,
    mechanismParams: { priceUnits: PRICE, ...params },
    ...(growth && { growth }),
  });

const deployment = ({ chain }: CheckContext, { roles = {} }: ProbeOptions) => ({
  from: peopleOf(chain).deployer,
  roles,
});

/** A deployed instance of the probe plugins. */
export class ProbeStage {
  readonly stage: Stage;

  private constructor(stage: Stage) {
    this.stage = stage;
  }

  static async open(context: CheckContext, options: ProbeOptions = {}): Promise<ProbeStage> {
    return new ProbeStage(
      await Stage.of(context.chain, resolvedProbe(context, options), deployment(context, options)),
    );
  }

  static async unsealed(context: CheckContext): Promise<ProbeStage> {
    return new ProbeStage(
      await Stage.unsealedOf(context.chain, resolvedProbe(context, {}), deployment(context, {})),
    );
  }

  /** Its initial state is there, but it is not sealed. */
  static async uploaded(context: CheckContext, options: ProbeOptions): Promise<Stage> {
    const composition = resolvedProbe(context, options);
    const stage = await Stage.unsealedOf(context.chain, composition, deployment(context, options));
    const { deployer } = stage.people;
    const done = (await stage.snapshot()).nextId;
    const words = Array.from({ length: composition.layout.stateWords - done }, () => 0n);
    if (words.length > 0)
      await stage.sent(() => stage.trainer.rawInitialize({ from: deployer, firstWord: done, words }));
    return stage;
  }

  get people(): Stage["people"] {
    return this.stage.people;
  }

  sample(values: readonly number[]): Sample {
    return probeSample(this.stage.composition.shape, values);
  }

  add(
    label: number,
    values: readonly number[] = [],
    { from = this.people.ann, pay = PRICE }: { from?: string; pay?: bigint } = {},
  ): Promise<{ contribution: Contribution; entry: DataAddedEntry; result: TransactionResult }> {
    return this.stage.add(from, this.sample(values), label, pay);
  }

  refusesAddition(
    code: string,
    what: string,
    label: number,
    values: readonly number[] = [],
    payBaseUnits: bigint = PRICE * this.stage.chain.baseUnitsPerUnit,
  ): Promise<void> {
    return this.stage.refusesData(code, what, {
      label,
      sample: this.stage.bytes(this.sample(values)),
      payBaseUnits,
    });
  }

  /** Sends an action of any arguments. */
  send(action: string, args: readonly bigint[], call: Call = {}): Promise<TransactionResult> {
    const { from = this.people.ann, ...rest } = call;
    return this.stage.trainer.act(action, { from, args, ...rest });
  }

  async run(
    action: ProbeAction,
    operation: number,
    args: readonly bigint[] = [],
    call: Call = {},
  ): Promise<{ readonly entry: ActedEntry; readonly result: TransactionResult }> {
    const result = await this.stage.sent(() => this.send(action, argumentsOf(operation, args), call));
    return { entry: entryOf(result, "acted"), result };
  }

  refuses(
    code: string,
    action: ProbeAction,
    operation: number,
    args: readonly bigint[] = [],
    call: Call = {},
  ): Promise<void> {
    const name = Object.entries(OPERATION).find(([, number]) => number === operation)?.[0];
    return this.stage.refuses(code, `${action}: ${name}(${args.join(", ")})`, () =>
      this.send(action, argumentsOf(operation, args), call),
    );
  }

  /** Runs an operation and reads its result, pool cell 0. */
  async evaluate(
    action: ProbeAction,
    operation: number,
    args: readonly bigint[] = [],
    call: Call = {},
  ): Promise<bigint> {
    await this.run(action, operation, args, call);
    return this.result();
  }

  async result(): Promise<bigint> {
    const [result] = (await this.stage.snapshot()).pool;
    if (result === undefined) throw new CheckFailure("the snapshot has no pool cells.");
    return result;
  }
}

const argumentsOf = (operation: number, [a = 0n, b = 0n, c = 0n]: readonly bigint[]): bigint[] => [
  BigInt(operation),
  a,
  b,
  c,
];
