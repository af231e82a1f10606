import {
  ChainlearnError,
  cellRange,
  cellsToWords,
  type ModelState,
  type ResolvedComposition,
} from "@chainlearn/core";

/**
 * The initial state as the contract takes it; missing cells are 0.
 * @throws ChainlearnError initial_state_malformed
 */
export function initialWords(
  composition: ResolvedComposition,
  state: Partial<ModelState> = {},
): { readonly words: readonly bigint[]; readonly hot: readonly bigint[] } {
  const { layout, shape } = composition;
  const given = state.cells ?? [];
  const givenHot = state.hot ?? [];
  if (given.length > layout.cells)
    throw new ChainlearnError(
      "initial_state_malformed",
      `${given.length} cells; the model has ${layout.cells}.`,
    );
  if (givenHot.length > layout.hot.length)
    throw new ChainlearnError(
      "initial_state_malformed",
      `${givenHot.length} hot cells; the model has ${layout.hot.length}.`,
    );
  const hot = layout.hot.map((cell, i) => {
    const value = givenHot[i] ?? 0n;
    const { min, max } = cellRange(cell);
    if (value < min || value > max)
      throw new ChainlearnError(
        "initial_state_malformed",
        `hot cell ${cell.name} is ${value}; ${min} to ${max} are possible.`,
      );
    return value;
  });
  const cells = Array.from({ length: layout.cells }, (_, i) => given[i] ?? 0n);
  return { words: cellsToWords(cells, shape.lane), hot };
}
