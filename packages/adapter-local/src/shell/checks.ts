import { ChainlearnError, cellRange, type ErrorCode, type ResolvedComposition } from "@chainlearn/core";
import type { ShellState } from "./state.ts";

const MAX_UNITS = 2n ** 63n;
const MAX_I64 = 2n ** 63n - 1n;

/** @throws ChainlearnError with this code unless the condition holds */
export function ensure(condition: boolean, code: ErrorCode, message: () => string): asserts condition {
  if (!condition) throw new ChainlearnError(code, message());
}

/**
 * Units of a payment. Comes before all other checks of an entry.
 * @throws ChainlearnError payment_not_whole_units, payment_too_large, payment_not_accepted
 */
export function paidUnits(baseUnits: bigint, baseUnitsPerUnit: bigint, payable: boolean): bigint {
  ensure(baseUnits >= 0n, "malformed_message", () => `a payment of ${baseUnits} base units.`);
  ensure(
    baseUnits % baseUnitsPerUnit === 0n,
    "payment_not_whole_units",
    () => `${baseUnits} base units are not a multiple of ${baseUnitsPerUnit}.`,
  );
  const units = baseUnits / baseUnitsPerUnit;
  ensure(units < MAX_UNITS, "payment_too_large", () => `${units} units; payments are below 2^63.`);
  ensure(payable || units === 0n, "payment_not_accepted", () => "this entry takes no payment.");
  return units;
}

/** @throws ChainlearnError not_sealed */
export function requireSealed(state: ShellState): void {
  ensure(state.meter.sealed, "not_sealed", () => "the initial state is not complete yet.");
}

/** @throws ChainlearnError not_deployer, already_sealed */
export function requireUpload(state: ShellState, sender: string): void {
  ensure(sender === state.deployer, "not_deployer", () => `${sender} did not deploy this contract.`);
  ensure(!state.meter.sealed, "already_sealed", () => "the initial state cannot be changed any more.");
}

/** @throws ChainlearnError malformed_message unless every word has 256 bits at most */
export function requireWords(words: readonly bigint[]): void {
  for (const word of words) {
    ensure(word >= 0n && word >> 256n === 0n, "malformed_message", () => `${word} is not a 256-bit word.`);
  }
}

/** @throws ChainlearnError malformed_message unless there is one i64 for every argument of the action */
export function requireArguments(args: readonly bigint[], names: readonly string[]): void {
  ensure(
    args.length === names.length,
    "malformed_message",
    () => `${args.length} arguments; ${names.length} are needed.`,
  );
  for (const [k, value] of args.entries()) {
    const fits = value >= -MAX_I64 - 1n && value <= MAX_I64;
    ensure(fits, "malformed_message", () => `argument ${names[k]} = ${value} is not an i64.`);
  }
}

/** @throws ChainlearnError initial_state_malformed when the last word has bits beyond the last cell of a copy */
export function requireNoStrayBits(word: bigint, composition: ResolvedComposition): void {
  const { cells, cellsPerWord, copies } = composition.layout;
  const used = (cells % cellsPerWord || cellsPerWord) * composition.shape.lane;
  const bitsOfCopy = 256 / copies;
  const strays = Array.from(
    { length: copies },
    (_, which) => BigInt.asUintN(bitsOfCopy, word >> BigInt(which * bitsOfCopy)) >> BigInt(used),
  );
  ensure(
    strays.every((bits) => bits === 0n),
    "initial_state_malformed",
    () => `the last word has bits beyond cell ${cells - 1}.`,
  );
}

/** @throws ChainlearnError initial_state_malformed unless both copies of the model have the same in every word */
export function requireEqualCopies(words: readonly bigint[], { layout }: ResolvedComposition): void {
  if (layout.copies === 1) return;
  ensure(
    words.every((word) => word >> 128n === BigInt.asUintN(128, word)),
    "initial_state_malformed",
    () => "the two copies of the model differ; both start from one state.",
  );
}

/** @throws ChainlearnError initial_state_malformed unless there is one value within its cell for every hot cell, the same in every copy */
export function requireHot(hot: readonly bigint[], composition: ResolvedComposition): void {
  const cells = composition.layout.hot;
  ensure(
    hot.length === cells.length,
    "initial_state_malformed",
    () => `${hot.length} hot cells; the model has ${cells.length}.`,
  );
  for (const [k, cell] of cells.entries()) {
    const { min, max } = cellRange(cell);
    const fits = hot[k]! >= min && hot[k]! <= max;
    ensure(
      fits,
      "initial_state_malformed",
      () => `hot cell ${cell.name} = ${hot[k]} is not within ${min} to ${max}.`,
    );
  }
  const cellsOfCopy = cells.length / composition.layout.copies;
  ensure(
    hot.every((value, k) => value === hot[k % cellsOfCopy]),
    "initial_state_malformed",
    () => "the hot cells of the two copies of the model differ; both start from one state.",
  );
}
