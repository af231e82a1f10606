import {
  type CommittedParts,
  commitParts,
  decodeSample,
  encodeSample,
  openParts,
  type Shape,
} from "@chainlearn/core";
import type { Random } from "@chainlearn/core/testing";

/** A labelled sample, as canonical bytes. */
export interface Lesson {
  readonly label: number;
  readonly sample: Uint8Array;
}

/** What an opening opens. */
interface Opened {
  readonly list: MarketList;
  /** Numbers of parts, each with how many items it has. */
  readonly parts: readonly (readonly [part: number, items: number])[];
}

const openings = new WeakMap<Uint8Array, Opened>();
const lists = new WeakMap<Uint8Array, MarketList>();

export const randomBytes = (random: Random): Uint8Array =>
  Uint8Array.from({ length: 32 }, () => random.below(256));

function randomSample(random: Random, shape: Shape): Uint8Array {
  const indices = new Set<number>();
  const entries = random.between(1, shape.maxEntries);
  while (indices.size < entries) indices.add(random.below(shape.features));
  return encodeSample({ indices: [...indices].sort((a, b) => a - b) }, shape);
}

/** Random test items of one market, committed to. Who judges asks what bytes mean, and reads none of them. */
export class MarketList {
  /** Test items in order. */
  readonly items: readonly Lesson[];
  /** Numbers of all parts. */
  readonly all: readonly number[];
  readonly #committed: CommittedParts;
  readonly #itemsPerPart: number;

  constructor(random: Random, shape: Shape, size: { readonly parts: number; readonly items: number }) {
    this.all = Array.from({ length: size.parts }, (_, part) => part);
    this.#itemsPerPart = size.items;
    const parts = this.all.map(() =>
      Array.from({ length: size.items }, () => ({
        label: random.below(shape.classes),
        sample: randomSample(random, shape),
      })),
    );
    this.items = parts.flat();
    this.#committed = commitParts(
      parts.map((items) => items.map((item) => ({ ...item, sample: decodeSample(item.sample, shape) }))),
      parts.map(() => randomBytes(random)),
      shape,
    );
    lists.set(this.digest, this);
  }

  get digest(): Uint8Array {
    return this.#committed.digest;
  }

  /** @param parts numbers, ascending */
  open(parts: readonly number[]): Uint8Array {
    const bytes = openParts(this.#committed, parts);
    openings.set(bytes, {
      list: this,
      parts: [...parts].sort((a, b) => a - b).map((part) => [part, this.#itemsPerPart]),
    });
    return bytes;
  }
}

/** What was made as these bytes; undefined: nothing was. */
export const openedBy = (bytes: Uint8Array | undefined): Opened | undefined => bytes && openings.get(bytes);

/** The list that was committed to with these bytes; undefined: none. */
export const listOf = (digest: Uint8Array | undefined): MarketList | undefined => digest && lists.get(digest);
