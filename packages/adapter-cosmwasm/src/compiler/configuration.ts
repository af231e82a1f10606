import {
  ChainlearnError,
  depositBits,
  hasMargin,
  type PlacedCell,
  type ResolvedComposition,
  requireDataHandler,
  unique,
} from "@chainlearn/core";
import { DATA_HANDLERS } from "../client/data-handlers.ts";
import { snakeCase, wordsPerPage } from "../client/messages.ts";

/** Entries that every contract has; an action's message may not be one of them. */
const FIXED_ENTRIES = ["initialize", "seal", "add_data", "add_many", "withdraw"];
/** The entry of those that grow; no action may have its name. */
const GROWTH_ENTRY = "add_class";
const QUERIES = ["quote", "predict", "meter", "words", "record", "account", "marks", "instance"];
const GROWTH_QUERY = "labels";
const RECORD_KINDS = { none: 0, sample: 1, hash: 2, item: 3 } as const;
const ENCODINGS = { sparse: 0, "sparse-values": 1, dense: 2 } as const;

const refuse = (message: string): never => {
  throw new ChainlearnError("invalid_composition", message);
};

const integer = (name: string, value: number): string => `export const ${name}: i32 = ${value};`;
const flag = (name: string, value: boolean): string => `export const ${name}: bool = ${value};`;
const text = (name: string, value: string): string =>
  `export const ${name}: string = ${JSON.stringify(value)};`;
const table = (name: string, type: "u8" | "i64", values: readonly (number | string)[]): string =>
  `// @ts-ignore: decorator\n@lazy export const ${name} = memory.data<${type}>([${values.length > 0 ? values.join(", ") : 0}]);`;

/** An i64 that AssemblyScript's lexer takes, the smallest one included. */
const literal = (value: bigint): string => (value < 0n ? `-${-value}` : `${value}`);

/** Eight bytes per cell, as `assembly/cells.ts` reads them. */
function cells(name: string, placed: readonly PlacedCell[]): string[] {
  const bytes = placed.flatMap(({ word, bit, bits, signed }) => {
    const at = word * 256 + bit;
    return [at & 255, (at >> 8) & 255, (at >> 16) & 255, at >> 24, bits, signed ? 1 : 0, 0, 0];
  });
  return [integer(`${name}_COUNT`, placed.length), table(name, "u8", bytes)];
}

/** The kernels' `config` words: parameters are read from the instance, constants are part of the code. */
function configWords(composition: ResolvedComposition): string {
  const params = composition.params.map(
    ({ spec, owner }, k) => `export function ${owner}_config_${spec.name}(): i64 { return param(${k}); }`,
  );
  const constants = Object.entries(composition.constants).map(
    ([name, value]) => `export function model_config_${name}(): i64 { return ${literal(value)}; }`,
  );
  return [`import { param } from "./instance";`, ...params, ...constants, ""].join("\n");
}

/** The two AssemblyScript modules in which the shells of compositions differ. */
export interface Configuration {
  /** `assembly/config.ts`: sizes, tables, names and the mechanism's exports. */
  readonly config: string;
  /** `assembly/config-words.ts`: the kernels' `config` words. */
  readonly words: string;
}

/**
 * The configuration of one composition. Values of parameters are not in it; they belong to the instance.
 * @throws ChainlearnError invalid_composition for an action called as an entry; unsupported for the
 * data handler
 */
export function configurationOf(composition: ResolvedComposition, hasSeal: boolean): Configuration {
  const { model, mechanism, shape, layout, params, kernelIds, growth, roles } = composition;
  requireDataHandler(composition.dataHandler, DATA_HANDLERS);
  const dataHandler = composition.dataHandler.manifest;
  const { actions } = mechanism.manifest;
  const specs = params.map(({ spec }) => spec);
  const messages = actions.map(({ name }) => snakeCase(name));
  const entries = [...FIXED_ENTRIES, ...(growth ? [GROWTH_ENTRY] : []), ...messages];
  const queries = [...QUERIES, ...(growth ? [GROWTH_QUERY] : [])];
  if (messages.includes(GROWTH_ENTRY)) refuse(`an action may not be called "${GROWTH_ENTRY}".`);
  for (const entry of entries)
    if (entries.indexOf(entry) !== entries.lastIndexOf(entry))
      refuse(`two entries would be called "${entry}".`);
  const config = [
    integer("FEATURES", shape.features),
    integer("CLASSES", shape.classes),
    integer("START_CLASSES", growth?.startClasses ?? shape.classes),
    integer("ADDED_CLASSES_BIT", layout.addedClasses?.bit ?? 0),
    integer("LANE_BITS", shape.lane),
    integer("ENCODING", ENCODINGS[shape.encoding]),
    integer("VALUE_BITS", shape.valueBits),
    integer("MAX_ENTRIES", shape.maxEntries),
    integer("CELLS", layout.cells),
    integer("COPIES", layout.copies),
    integer("STATE_WORDS", layout.stateWords),
    integer("PAGE_WORDS", wordsPerPage(shape)),
    integer("METER_WORDS", layout.meterWords),
    integer("ACCOUNT_WORDS", layout.accountWords),
    integer("SCRATCH_COUNT", model.manifest.scratch(shape)),
    ...cells("POOL", layout.pool),
    ...cells("HOT", layout.hot),
    ...cells("ACCOUNT", layout.account),
    ...cells("RECORD", layout.record),
    `export const UNIQUE: bool = ${dataHandler.id === unique.manifest.id};`,
    integer("AMOUNT_BITS", dataHandler.amountBits),
    integer("MAX_DEPOSIT_BITS", depositBits(dataHandler)),
    integer("EXISTS_BIT", dataHandler.existsBit),
    integer("CLAIMED_BIT", dataHandler.claimedBit),
    integer("PARAM_COUNT", specs.length),
    text("PARAM_NAMES", specs.map(({ name }) => name).join(",")),
    table(
      "PARAM_MIN",
      "i64",
      specs.map(({ min }) => literal(min)),
    ),
    table(
      "PARAM_MAX",
      "i64",
      specs.map(({ max }) => literal(max)),
    ),
    integer("ROLE_COUNT", roles.length),
    text("ROLE_NAMES", roles.join(",")),
    integer("ENTRY_COUNT", entries.length),
    text("ENTRY_NAMES", entries.join(",")),
    integer("QUERY_COUNT", queries.length),
    text("QUERY_NAMES", queries.join(",")),
    table(
      "ACTION_RECORD",
      "u8",
      actions.map(({ record }) => RECORD_KINDS[record]),
    ),
    table(
      "ACTION_ARGS",
      "u8",
      actions.map(({ args }) => args.length),
    ),
    table(
      "ACTION_PAYABLE",
      "u8",
      actions.map(({ payable }) => (payable ? 1 : 0)),
    ),
    table(
      "ACTION_DIGEST",
      "u8",
      actions.map(({ digest }) => (digest ? 1 : 0)),
    ),
    table(
      "ACTION_PARTS",
      "u8",
      actions.map(({ parts }) => (parts ? 1 : 0)),
    ),
    flag(
      "HAS_PARTS",
      actions.some(({ parts }) => parts === true),
    ),
    flag(
      "HAS_ITEMS",
      actions.some(({ record }) => record === "item"),
    ),
    flag(
      "HAS_DIGESTS",
      actions.some(({ digest }) => digest === true),
    ),
    integer("REGISTER_COUNT", mechanism.manifest.registers?.length ?? 0),
    integer("SERIES_COUNT", mechanism.manifest.series?.length ?? 0),
    text("MODEL_KERNEL", kernelIds.model),
    text("MECHANISM_KERNEL", kernelIds.mechanism),
    `@external("mechanism", "quote") export declare function runQuote(): i64;`,
    `@external("mechanism", "add") export declare function runAdd(): i64;`,
    layout.copies > 1 && hasMargin(model)
      ? `@external("model", "margin") export declare function runMargin(label: i32): i64;`
      : "export function runMargin(label: i32): i64 { return unreachable(); }",
    hasSeal
      ? `@external("mechanism", "seal") export declare function runSeal(): void;`
      : "export function runSeal(): void {}",
    ...actions.map(({ name }, k) => `@external("mechanism", "${name}") declare function action${k}(): i32;`),
    "export function runAction(k: i32): i32 {",
    ...actions.map((_, k) => `  if (k == ${k}) return action${k}();`),
    "  return unreachable();",
    "}",
    "",
  ].join("\n");
  return { config, words: configWords(composition) };
}
