import { fileURLToPath } from "node:url";
import {
  cellsToWords,
  type MechanismPlugin,
  type ModelPlugin,
  resolveComposition,
  type Sample,
  type Shape,
} from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { afterAll, beforeAll, expect, it } from "vitest";
import { STATE_SLOT } from "../../src/translate/state-storage.ts";
import { Evm } from "./support/evm.ts";
import { modelManifest, nothing, randomCell, randomSample } from "./support/fixtures.ts";
import { Runner } from "./support/harness.ts";
import { KernelContract } from "./support/kernels.ts";
import { Random } from "./support/random.ts";

let evm: Evm;
let runner: Runner;
let model: ModelPlugin;
let mechanism: MechanismPlugin;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
  const compile = (name: string): Promise<Uint8Array> =>
    compileKernel({ entry: fileURLToPath(new URL(`../fixtures/${name}/kernel.ts`, import.meta.url)) });
  model = {
    manifest: modelManifest({
      cells: ({ features }) => 2 * features,
      constants: ({ features }) => ({ features: BigInt(features) }),
    }),
    kernel: await compile("rows"),
  };
  mechanism = { manifest: { ...nothing.manifest, copies: 2 }, kernel: await compile("copies") };
});
afterAll(() => evm.stop());

const base = { features: 13, classes: 4, maxEntries: 6 } as const;
const shapes: readonly Shape[] = [
  { ...base, encoding: "sparse", lane: 8, valueBits: 0 },
  { ...base, encoding: "sparse", lane: 64, valueBits: 16 },
  { ...base, encoding: "sparse-values", lane: 32, valueBits: 8 },
];

const clamp = (value: bigint, bits: number): bigint => {
  const top = (1n << BigInt(bits - 1)) - 1n;
  return value > top ? top : value < -top - 1n ? -top - 1n : value;
};

const small = (sum: bigint): bigint => (sum & 7n) - 4n;

/** The fixtures' kernels on bigints, written a second time: everything is looked up when it is asked for. */
class TwoCopies {
  readonly copies: readonly [bigint[], bigint[]];
  readonly #shape: Shape;
  readonly #perWord: number;

  constructor(shape: Shape, cells: readonly bigint[]) {
    this.#shape = shape;
    this.#perWord = 128 / shape.lane;
    this.copies = [[...cells], [...cells]];
  }

  #entries(sample: Sample): readonly (readonly [index: number, value: bigint])[] {
    const { values, indices = values!.map((_, i) => i) } = sample;
    return indices.map((index, i) => [index, BigInt(values?.[i] ?? 2 ** this.#shape.valueBits)]);
  }

  #dot(cells: readonly bigint[], row: number, sample: Sample): bigint {
    const from = row * this.#shape.features;
    const sum = this.#entries(sample).reduce((total, [i, value]) => total + cells[from + i]! * value, 0n);
    return clamp(sum >> BigInt(this.#shape.valueBits), 64);
  }

  #axpy(cells: bigint[], row: number, given: bigint, sample: Sample): void {
    const { lane, valueBits, features } = this.#shape;
    const by = clamp(given, 32);
    for (const [i, value] of this.#entries(sample)) {
      const at = row * features + i;
      cells[at] = clamp(cells[at]! + ((by * value) >> BigInt(valueBits)), lane);
    }
  }

  #update(cells: bigint[], label: number, sample: Sample): void {
    const { lane, features } = this.#shape;
    const [[first]] = this.#entries(sample) as [readonly [number, bigint]];
    const add = (at: number, by: bigint): void => {
      cells[at] = clamp(cells[at]! + by, lane);
    };
    if (label < 2) {
      this.#axpy(cells, label, small(this.#dot(cells, label, sample)), sample);
      this.#axpy(cells, 1 - label, small(this.#dot(cells, label, sample)), sample);
    } else if (label === 2) {
      add(first, small(this.#dot(cells, 0, sample)));
      cells[features + first] = clamp(this.#dot(cells, 0, sample), lane);
    } else {
      add(first, small(this.#dot(cells, 0, sample) + this.#dot(cells, 1, sample)));
    }
  }

  #step(digit: number, label: number, sample: Sample): bigint {
    const [served, working] = this.copies;
    if (digit < 4) return this.#dot(this.copies[digit % 2]!, digit >> 1, sample);
    if (digit < 6) {
      this.#update(this.copies[digit - 4]!, label, sample);
      return BigInt(digit);
    }
    if (digit === 6) {
      for (let k = this.#perWord; k < 2 * this.#perWord && k < served.length; k++) working[k] = served[k]!;
      return this.#perWord * 2 < served.length ? 2n : 0n;
    }
    const predicts = (cells: readonly bigint[]): bigint => (this.#dot(cells, 0, sample) > 0n ? 1n : 0n);
    return predicts(served) + 2n * predicts(working);
  }

  add(digits: bigint, label: number, sample: Sample): bigint {
    let told = 0n;
    for (; digits > 0n; digits >>= 3n)
      told = BigInt.asIntN(64, told * 31n + this.#step(Number(digits & 7n), label, sample));
    return told;
  }

  /** State words: the served copy in the lower half of each. */
  words(): bigint[] {
    const halves = this.copies.map((cells) => {
      const padded = Array.from({ length: Math.ceil(cells.length / this.#perWord) }, (_, w) => [
        ...cells.slice(w * this.#perWord, (w + 1) * this.#perWord),
      ]);
      return padded.map((part) => cellsToWords(part, this.#shape.lane)[0]!);
    });
    return halves[0]!.map((word, w) => word | (halves[1]![w]! << 128n));
  }
}

it.each(shapes)(
  "what is summed up for both copies never outlives a change: $encoding, $lane bits",
  async (shape) => {
    const composition = resolveComposition({ model, mechanism, shape });
    const contract = await KernelContract.install(evm, runner, composition, ["mechanism_add"], {
      quick: true,
    });
    const random = new Random(shape.lane + shape.valueBits);
    const cells = Array.from({ length: composition.layout.cells }, () => randomCell(shape.lane, random));
    const oracle = new TwoCopies(shape, cells);
    const calls = oracle.words().map((word, w) => contract.store(STATE_SLOT + BigInt(w), word));
    const first = calls.length;
    let apart = 0;
    const expected = Array.from({ length: 300 }, (_, i) => {
      const [sample, label] = [randomSample(shape, random), i % 4];
      const paid = random.bits(63);
      calls.push(
        contract.call("mechanism_add", { paid, recordLabel: BigInt(label), sample: contract.encode(sample) }),
      );
      const told = oracle.add(paid, label, sample);
      if (oracle.copies[0].some((cell, k) => cell !== oracle.copies[1][k])) apart++;
      return told;
    });
    const last = calls.length;
    calls.push(...contract.loadState());
    const outcomes = await contract.run(calls);
    expect(outcomes.slice(first, last).map((outcome) => contract.returned(outcome).result)).toEqual(expected);
    expect(outcomes.slice(last).map(({ data }) => BigInt(data))).toEqual(oracle.words());
    expect(apart).toBeGreaterThan(250);
  },
);
