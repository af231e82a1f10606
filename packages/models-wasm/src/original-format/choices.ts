import { ChainlearnError, type LaneBits, type ModelManifest } from "@chainlearn/core";
import type { JsonNode } from "./json-node.ts";
import type { ImportOptions } from "./portable-model.ts";

/** Feature indices are below this. */
export const MOST_FEATURES = 2 ** 24;
/** Cells of a model. */
const MOST_CELLS = 2 ** 26;
/** With fewer than 2^8 entries the totals of two classes share a storage word. */
const USUAL_ENTRIES = 255;
/** Counts may grow to this many times what they are, so that an imported model goes on learning. */
export const GROWTH = 8n;

/**
 * A whole number that the caller may have chosen.
 * @throws ChainlearnError invalid_composition
 */
export function chosen(
  options: ImportOptions,
  name: "weightBits" | "valueBits" | "maxEntries" | "features" | "classes",
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const value = options[name] ?? usual;
  if (!Number.isInteger(value) || value < least || value > most)
    throw new ChainlearnError(
      "invalid_composition",
      `the option ${name} is ${value}; whole numbers from ${least} to ${most} are possible.`,
    );
  return value;
}

/**
 * The lanes to try: the caller's, or those that a model admits, at least 16 bits wide, narrow ones first.
 * @throws ChainlearnError invalid_composition
 */
export function lanesToTry({ id, lanes }: ModelManifest, { lane }: ImportOptions): readonly LaneBits[] {
  if (lane === undefined) return lanes.filter((bits) => bits >= 16).sort((a, b) => a - b);
  if (!lanes.includes(lane))
    throw new ChainlearnError(
      "invalid_composition",
      `the option lane is ${lane}; ${id} works with lanes of ${lanes.join(", ")} bits.`,
    );
  return [lane];
}

/** Names of the classes from a list of them. */
export function classNames(list: JsonNode, { minClasses, maxClasses }: ModelManifest): string[] {
  const names = list.items().map((name) => name.text());
  checkClassCount(names.length, list, { minClasses, maxClasses });
  return names;
}

export function checkClassCount(
  count: number,
  where: JsonNode,
  { minClasses, maxClasses }: Pick<ModelManifest, "minClasses" | "maxClasses">,
): void {
  if (count >= minClasses && count <= maxClasses) return;
  const possible = minClasses === maxClasses ? `${minClasses}` : `${minClasses} to ${maxClasses}`;
  where.fail(`has ${count} classes; ${possible} are possible`);
}

/** Classes that there is room for. */
export const roomOf = (options: ImportOptions, inUse: number, { maxClasses }: ModelManifest): number =>
  chosen(options, "classes", { least: inUse, most: maxClasses, usual: inUse });

/** Totals of all classes that there is room for; those that are not in use have none. */
export function padded(totals: readonly bigint[], { length }: { readonly length: number }): bigint[] {
  return Array.from({ length }, (_, k) => totals[k] ?? 0n);
}

/** Before anything of that size is made. */
export function checkCellCount(features: number, classes: number, where: JsonNode): void {
  if (features * classes > MOST_CELLS)
    where.fail(`makes ${features * classes} cells of ${features} features; ${MOST_CELLS} are possible`);
}

/** Entries that a sparse sample may have. */
export const entriesOf = (options: ImportOptions, features: number, seenOnAverage: number): number =>
  chosen(options, "maxEntries", {
    least: 1,
    most: features,
    usual: Math.min(features, Math.max(USUAL_ENTRIES, Math.ceil(seenOnAverage))),
  });

/** A feature index that is the key of an object. */
export function featureKey(key: string, node: JsonNode): number {
  const index = /^(0|[1-9]\d{0,8})$/.test(key) ? Number(key) : Number.NaN;
  if (!(index < MOST_FEATURES)) node.fail(`is no feature index from 0 to ${MOST_FEATURES - 1}`);
  return index;
}
