import {
  bigintToBytes,
  bytesToBigint,
  commitParts,
  ERROR_CODES,
  openParts,
  type Params,
  readParts,
  type Shape,
  secretCommitment,
} from "@chainlearn/core";
import {
  createReferenceMechanism,
  type ReferenceCall,
  type ReferenceMechanism,
  type ReferenceRecord,
  ReferenceRejection,
  ReferenceTrap,
} from "@chainlearn/kernel/testing";
import { predictionMarket } from "../src/prediction-market/plugin.ts";
import type { Learner, MarketSettings, Outcome } from "./prediction-market-oracle.ts";
import { ToyModel } from "./toy-model.ts";

const NAMES = new Map<number, string>([
  ...Object.entries(ERROR_CODES).map(([name, code]) => [code, name] as const),
  ...Object.entries(predictionMarket.manifest.errors).map(([code, name]) => [Number(code), name] as const),
]);

export const FEATURES = 5;
const shape: Shape = {
  ...{ features: FEATURES, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: FEATURES },
};
export const PROVIDER = "provider";

/** A labelled sample: indices of its features. */
export interface Lesson {
  readonly features: readonly number[];
  readonly label: number;
}

/** What a market is about. */
export interface MarketScene {
  readonly settings: MarketSettings;
  /** Weights of the sealed model. */
  readonly weights: readonly number[];
  /** Test items by part. */
  readonly parts: readonly (readonly Lesson[])[];
  readonly lessons: readonly Lesson[];
}

const indicesOf = (sample: Uint8Array): number[] =>
  Array.from({ length: sample.length / 2 }, (_, p) => sample[2 * p]! * 256 + sample[2 * p + 1]!);

/** Numbers of the parts to open; or all of a list with other salts. */
export type Opening = readonly number[] | "another list";

/** For the oracle: the model as it was sealed. */
export const learnerOf =
  ({ weights, parts, lessons }: MarketScene): (() => Learner) =>
  () => {
    const model = new ToyModel(weights);
    return {
      train: (lesson) => model.update(lessons[lesson]!.features, lessons[lesson]!.label),
      correct: () =>
        BigInt(parts.flat().filter(({ features, label }) => model.predict(features) === label).length),
    };
  };

/** The kernel on the reference host, with the little of a shell that it needs. */
export class MarketRun {
  readonly mechanism: ReferenceMechanism;
  readonly served: ToyModel;
  readonly working: ToyModel;
  /** Units that the contract holds. */
  balance = 0n;
  readonly records: ReferenceRecord[] = [];
  readonly #scene: MarketScene;
  readonly #lessonOf: number[] = [];
  readonly #list: ReturnType<typeof commitParts>;
  /** Features of the sample of the call. */
  #sample: readonly number[] = [];

  constructor(scene: MarketScene) {
    this.#scene = scene;
    const salts = scene.parts.map((_, k) => bigintToBytes(BigInt(1000 + k), 32));
    const items = scene.parts.map((part) =>
      part.map(({ features, label }) => ({ sample: { indices: features }, label })),
    );
    this.#list = commitParts(items, salts, shape);
    this.served = new ToyModel(scene.weights);
    this.working = new ToyModel(scene.weights);
    const copies = [this.served, this.working];
    this.mechanism = createReferenceMechanism({
      mechanism: predictionMarket,
      params: scene.settings as unknown as Params,
      roles: { provider: PROVIDER },
      copy: {
        margin: () => {
          throw new Error("the market asks for no margins");
        },
        predict: (which) => copies[which]!.predict(this.#sample),
        update: (which, label) => copies[which]!.update(this.#sample, label),
        assign: (from, to, first, count) => {
          if (first < 0 || first >= FEATURES || count < 1)
            throw new ReferenceTrap(`words ${first}, ${count}`);
          const end = Math.min(FEATURES, first + count);
          for (let w = first; w < end; w++) copies[to]!.weights[w] = copies[from]!.weights[w]!;
          return end === FEATURES ? 0 : end;
        },
      },
      onOpen: ({ sample }) => {
        this.#sample = indicesOf(sample);
      },
    });
  }

  get stage(): bigint {
    return this.mechanism.pool[0]!;
  }

  fund(caller: string, time: bigint, paid: bigint): Outcome {
    return this.#act("fund", { caller, time, paid, digest: this.#list.digest });
  }

  join(caller: string, time: bigint, paid: bigint, secret: bigint): Outcome {
    const digest = secretCommitment(caller, bigintToBytes(secret, 32));
    return this.#act("join", { caller, time, paid, digest });
  }

  unveil(caller: string, time: bigint, secret: bigint): Outcome {
    return this.#act("unveil", { caller, time, digest: bigintToBytes(secret, 32) });
  }

  reveal(time: bigint, opens: Opening): Outcome {
    const wrong = {
      ...this.#list,
      parts: this.#list.parts.map((part) => ({ ...part, salt: part.salt.map((b) => b ^ 1) })),
    };
    const bytes = opens === "another list" ? openParts(wrong) : openParts(this.#list, opens);
    return this.#act("reveal", { caller: "anybody", time, parts: readParts(bytes, shape, 2) });
  }

  add(time: bigint, submitter: string, lesson: number): Outcome {
    const { features, label } = this.#scene.lessons[lesson]!;
    this.#sample = features;
    const record = this.mechanism.newRecord({ submitter, time, label });
    const outcome = this.#act(
      "add",
      { caller: submitter, time, paid: this.#scene.settings.stakeUnits, record },
      true,
    );
    if ("refused" in outcome) return outcome;
    record.deposit = outcome.paid;
    record.left = outcome.paid;
    this.balance += outcome.paid;
    this.records.push(record);
    this.#lessonOf.push(lesson);
    return outcome;
  }

  /** From now on claims say that another account made a contribution, as two equal bindings of `unique` would allow. */
  claimAs(contribution: number, submitter: string): void {
    this.records[contribution] = { ...this.records[contribution]!, submitter };
  }

  settle(time: bigint, steps: bigint, attached: boolean): Outcome {
    const bytes = attached ? openParts(this.#list) : new Uint8Array();
    return this.#act("settle", { caller: "settler", time, args: [steps], parts: readParts(bytes, shape, 2) });
  }

  train(time: bigint, contribution: number): Outcome {
    this.#sample = this.#scene.lessons[this.#lessonOf[contribution]!]!.features;
    return this.#act("train", { caller: "settler", time, record: this.records[contribution]! });
  }

  refund(time: bigint, contribution: number): Outcome {
    return this.#act("refund", { caller: "anybody", time, record: this.records[contribution]! });
  }

  simple(name: "expire" | "collect" | "reclaim", caller: string, time: bigint): Outcome {
    return this.#act(name, { caller, time });
  }

  #act(name: string, call: ReferenceCall, isAddition = false): Outcome {
    try {
      const { value, payment } = this.mechanism.run(name, call);
      if (isAddition) return { paid: value as bigint, reason: 0 };
      const expected = name === "refund" ? call.record!.submitter : call.caller;
      if (payment && payment.to !== expected) throw new Error(`${name} pays ${payment.to}`);
      const paid = payment?.amount ?? 0n;
      this.balance += (call.paid ?? 0n) - paid;
      if (this.balance < 0n) throw new Error(`${name} pays ${-this.balance} units that are not there`);
      return { paid, reason: Number(value) };
    } catch (error) {
      if (error instanceof ReferenceRejection)
        return { refused: NAMES.get(error.code) ?? String(error.code) };
      throw error;
    }
  }
}

/** 64 bits in the highest place of a secret, and something below them. */
export const secretOf = (draw: bigint): bigint => (draw << 192n) | bytesToBigint(bigintToBytes(draw, 8));
