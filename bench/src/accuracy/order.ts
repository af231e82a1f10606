import { seededRandom, shuffled } from "@chainlearn/example-kit/random";

/** Share of a data set that is learnt; the rest is held back. */
const TRAINED_SHARE = 0.8;

/** The two parts of a data set in one order. */
export interface Parts<T> {
  readonly trained: readonly T[];
  readonly heldBack: readonly T[];
}

/** Splits a data set after shuffling it with the order's number as the seed. */
export function inOrder<T>(items: readonly T[], order: number): Parts<T> {
  const all = shuffled(items, seededRandom(order));
  const trained = Math.floor(all.length * TRAINED_SHARE);
  return { trained: all.slice(0, trained), heldBack: all.slice(trained) };
}

/** Does the same to both parts. */
export const inBoth = <T, U>({ trained, heldBack }: Parts<T>, change: (item: T) => U): Parts<U> => ({
  trained: trained.map(change),
  heldBack: heldBack.map(change),
});
