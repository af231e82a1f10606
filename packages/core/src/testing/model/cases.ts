import { type Params, type ResolvedComposition, resolveComposition } from "../../composition.ts";
import type { Growth } from "../../growth.ts";
import { cellRange } from "../../layout.ts";
import type { LaneBits, ParamSpec, SampleEncoding, Shape } from "../../manifest.ts";
import type { ModelState } from "../../state.ts";
import type { Random } from "../random.ts";
import type { ModelSubject } from "./subject.ts";

/** Not a multiple of the cells in a storage word, so that the last word is filled in part. */
const SPARSE_FEATURES = 45;
const DENSE_FEATURES = 18;
const MAX_ENTRIES = 16;
/** Classes of the main case and of the last one, where the model can have so many; the others have the fewest. */
const CLASSES = { main: 3, last: 10 } as const;

/** One shape and set of parameters in which a model is checked. */
export interface ModelCase {
  readonly shape: Shape;
  /** All parameters of the model. */
  readonly params: Params;
  /** Where classes are added on the way. */
  readonly growth?: Growth;
}

/** As "sparse-values, 16 bits, 3 classes". */
export const describeCase = ({ shape }: ModelCase): string =>
  `${shape.encoding}, ${shape.lane} bits, ${shape.classes} classes`;

/** A parameter without default: the middle of its range on a scale of doublings, and well inside the lane. */
function usual({ min, max, default: given }: ParamSpec, lane: LaneBits): bigint {
  if (given !== undefined) return given;
  const doublings = (max > 0n ? max : 1n).toString(2).length;
  const middle = 1n << BigInt(Math.min(doublings >> 1, lane - 2));
  return middle < min ? min : middle > max ? max : middle;
}

/** Dense samples have values of all features, so their number of entries is a part of the shape. */
export function shapeFor(
  encoding: SampleEncoding,
  lane: LaneBits,
  classes: number,
  denseFeatures: number = DENSE_FEATURES,
): Shape {
  const dense = encoding === "dense";
  return {
    features: dense ? denseFeatures : SPARSE_FEATURES,
    classes,
    lane,
    encoding,
    valueBits: encoding === "sparse" ? 0 : lane < 32 ? 4 : 16,
    maxEntries: dense ? denseFeatures : MAX_ENTRIES,
  };
}

export function caseOf({ model, hints }: ModelSubject, shape: Shape): ModelCase {
  const given = hints?.params?.(shape) ?? {};
  const params = model.manifest.params.map((spec) => [
    spec.name,
    given[spec.name] ?? usual(spec, shape.lane),
  ]);
  return { shape, params: Object.fromEntries(params) as Params };
}

/**
 * Every lane and every encoding of the manifest, each at least once, with few and with many classes. Not every
 * combination: a contract takes the Solidity compiler ten seconds. The first case is the main one.
 */
export function casesOf(subject: ModelSubject): ModelCase[] {
  const { encodings, lanes, minClasses, maxClasses } = subject.model.manifest;
  const fewest = Math.max(2, minClasses);
  const count = Math.max(encodings.length, lanes.length);
  return Array.from({ length: count }, (_, i) => {
    const wanted = i === 0 ? CLASSES.main : i === count - 1 ? CLASSES.last : fewest;
    const classes = Math.max(fewest, Math.min(wanted, maxClasses));
    return caseOf(subject, shapeFor(encodings[i % encodings.length]!, lanes[i % lanes.length]!, classes));
  });
}

export const compose = (subject: ModelSubject, { shape, params, growth }: ModelCase): ResolvedComposition =>
  resolveComposition({
    model: subject.model,
    mechanism: subject.mechanism,
    shape,
    modelParams: params,
    ...(growth ? { growth } : {}),
    ...(subject.mechanismParams ? { mechanismParams: subject.mechanismParams } : {}),
  });

/** Smallest and largest value of a state cell. */
export const laneRange = ({ lane }: Shape): { readonly min: bigint; readonly max: bigint } =>
  cellRange({ name: "cell", bits: lane, signed: true });

/** Any whole number from -size to size. */
function within(random: Random, size: bigint): bigint {
  const any = (BigInt(random.next()) << 32n) | BigInt(random.next());
  return (any % (2n * size + 1n)) - size;
}

/** Usual cells, some of them at the ends of their lanes. */
export function usualState(random: Random, subject: ModelSubject, { shape }: ModelCase): ModelState {
  const { manifest } = subject.model;
  const { min, max } = laneRange(shape);
  const size = subject.hints?.cellSize?.(shape) ?? 1n << BigInt(shape.lane >> 1);
  const cells = Array.from({ length: manifest.cells(shape) }, () =>
    random.chance(3) ? random.pick([min, max]) : within(random, size),
  );
  const hot =
    subject.hints?.hot?.(shape) ??
    manifest.hot(shape).map(({ bits, signed }) => {
      const value = within(random, (1n << BigInt(Math.min(bits, shape.lane) >> 1)) - 1n);
      return signed || value >= 0n ? value : -value;
    });
  return { cells, hot };
}
