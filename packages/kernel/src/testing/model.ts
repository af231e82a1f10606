import { cellRange, type ModelPlugin, type Params, type Sample, type Shape } from "@chainlearn/core";
import { instantiate, refuse, type Words } from "./instance.ts";
import { clamp, clampBits, mathWords } from "./words.ts";

/** A model whose words are plain bigint arithmetic: slow, and right by reading. */
export interface ReferenceModel {
  /** Labels in use; may be written. At first all of the shape's. */
  labels: number;
  /** State cells; may be written. */
  readonly cells: bigint[];
  /** Hot cells; may be written within their range. */
  readonly hot: bigint[];
  /** @throws ReferenceTrap */
  predict(sample: Sample): number;
  /** @throws ReferenceTrap, also where the kernel exports no `margin` */
  margin(sample: Sample, label: number): bigint;
  /** @throws ReferenceTrap; cells may have changed */
  update(sample: Sample, label: number): void;
  /** What the last call did. */
  trace(): {
    /** Words that the kernel used; a word about a row counts once more for every entry. */
    readonly work: number;
    /** State cells that it read or wrote. */
    readonly cells: ReadonlySet<number>;
  };
}

interface Entry {
  readonly index: number;
  readonly value: bigint;
}

function entriesOf({ indices, values }: Sample, shape: Shape): Entry[] {
  const one = 2 ** shape.valueBits;
  return Array.from({ length: (indices ?? values ?? []).length }, (_, p) => ({
    index: indices?.[p] ?? p,
    value: BigInt(values?.[p] ?? one),
  }));
}

/** floor(a / 2^bits) */
const floorShift = (a: bigint, bits: number): bigint => a >> BigInt(bits);

/** Called for every word that a kernel uses, before it does anything; what it returns is called with the result. */
export type WordObserver = (word: string, args: readonly (number | bigint)[]) => (result: unknown) => void;

/**
 * Runs a model's kernel on a host written from the vocabulary's documentation alone.
 * @param params the model's parameters, all of them
 */
export function createReferenceModel(
  model: ModelPlugin,
  shape: Shape,
  params: Params,
  observe: WordObserver = () => () => undefined,
): ReferenceModel {
  const { manifest } = model;
  const hotSpecs = manifest.hot(shape);
  const cells = Array.from({ length: manifest.cells(shape) }, () => 0n);
  const hot = hotSpecs.map(() => 0n);
  const scratch = Array.from({ length: manifest.scratch(shape) }, () => 0n);
  let entries: Entry[] = [];
  let work = 0;
  let touched = new Set<number>();

  const at = <T>(list: readonly T[], i: number, what: string): T =>
    i >= 0 && i < list.length ? list[i]! : refuse(`${what} ${i} of ${list.length}`);
  const get = (i: number): bigint => {
    touched.add(i);
    return at(cells, i, "cell");
  };
  const set = (i: number, value: bigint): void => {
    get(i);
    cells[i] = clampBits(value, shape.lane);
  };
  const add = (i: number, change: bigint): void => set(i, get(i) + change);

  const observed = (plain: Words): Words =>
    Object.fromEntries(
      Object.entries(plain).map(([name, word]) => [
        name,
        (...args: never[]) => {
          work += name.startsWith("row.") ? 1 + entries.length : 1;
          const returned = observe(name, args);
          const result = word(...args);
          returned(result);
          return result;
        },
      ]),
    );
  const words: Words = {
    ...mathWords,
    "sample.count": () => entries.length,
    "sample.index": (p: number) => at(entries, p, "entry").index,
    "sample.value": (p: number) => Number(at(entries, p, "entry").value),
    "state.get": get,
    "state.set": set,
    "state.add": add,
    "row.dot": (base: number) => {
      const sum = entries.reduce((total, { index, value }) => total + value * get(base + index), 0n);
      return clampBits(floorShift(sum, shape.valueBits), 64);
    },
    "row.axpy": (base: number, d: bigint) => {
      const factor = clampBits(d, 32);
      for (const { index, value } of entries) add(base + index, floorShift(value * factor, shape.valueBits));
    },
    "row.norm": () => {
      const sum = entries.reduce((total, { value }) => total + value * value, 0n);
      return clampBits(floorShift(sum, shape.valueBits), 64);
    },
    "label.count": () => reference.labels,
    "hot.get": (k: number) => at(hot, k, "hot cell"),
    "hot.set": (k: number, value: bigint) => {
      const { min, max } = cellRange(at(hotSpecs, k, "hot cell"));
      hot[k] = clamp(value, min, max);
    },
    "scratch.get": (k: number) => at(scratch, k, "scratch cell"),
    "scratch.set": (k: number, value: bigint) => {
      at(scratch, k, "scratch cell");
      scratch[k] = value;
    },
  };
  const kernel = instantiate(model.kernel, observed(words), { ...manifest.constants(shape), ...params });
  const begin = (sample: Sample): void => {
    entries = entriesOf(sample, shape);
    work = 0;
    touched = new Set();
    scratch.fill(0n);
  };
  const reference: ReferenceModel = {
    labels: shape.classes,
    cells,
    hot,
    predict: (sample) => {
      begin(sample);
      return Number(kernel.predict!());
    },
    margin: (sample, label) => {
      if (label < 0 || label >= reference.labels) refuse(`label ${label}`);
      begin(sample);
      return BigInt((kernel.margin ?? refuse("no export margin"))(label)!);
    },
    update: (sample, label) => {
      if (label < 0 || label >= reference.labels) refuse(`label ${label}`);
      begin(sample);
      kernel.update!(label);
    },
    trace: () => ({ work, cells: touched }),
  };
  return reference;
}
