import {
  ChainlearnError,
  cellRange,
  cellsToWords,
  type ModelState,
  type ResolvedComposition,
  stateHash,
  toHex,
} from "@chainlearn/core";

/** A model's initial state as it goes to the chain. */
export interface InitialState {
  readonly words: readonly bigint[];
  readonly hot: readonly bigint[];
  /** Hex. */
  readonly hash: string;
}

/**
 * Completes an initial state with zeros and packs it.
 * @throws ChainlearnError initial_state_malformed when there are too many values, or one does not fit its cell
 */
export function packInitialState(
  { layout, shape }: ResolvedComposition,
  state: Partial<ModelState> = {},
): InitialState {
  const { cells = [], hot = [] } = state;
  const complete = (what: string, values: readonly bigint[], count: number): bigint[] => {
    if (values.length > count) {
      throw new ChainlearnError(
        "initial_state_malformed",
        `${values.length} ${what} were given; there are ${count}.`,
      );
    }
    return [...values, ...Array.from({ length: count - values.length }, () => 0n)];
  };
  const words = cellsToWords(complete("cells", cells, layout.cells), shape.lane);
  const allHot = complete("hot cells", hot, layout.hot.length);
  layout.hot.forEach((cell, k) => {
    const { min, max } = cellRange(cell);
    const value = allHot[k]!;
    if (value < min || value > max) {
      throw new ChainlearnError(
        "initial_state_malformed",
        `hot cell ${cell.name} = ${value}; ${min} to ${max} are possible.`,
      );
    }
  });
  return { words, hot: allHot, hash: toHex(stateHash(words, allHot)) };
}
