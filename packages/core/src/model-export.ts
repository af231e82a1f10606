import type { Cancellable } from "./cancel.ts";
import { modelParams, oneCopy, type ResolvedModel } from "./composition.ts";
import { initialStateOf } from "./deployment.ts";
import { ChainlearnError } from "./errors.ts";
import { SERVED, type Shape, type WORKING } from "./manifest.ts";
import { type ModelState, wordsToCells } from "./state.ts";
import type { Trainer } from "./trainer.ts";

/** A model's numbers and all that gives them their meaning; survives JSON. */
export interface ModelExport {
  readonly format: "chainlearn-model";
  readonly version: 1;
  /** Id of the model's plugin. */
  readonly model: string;
  /** Hex sha256 of the model's kernel. */
  readonly kernelId: string;
  readonly shape: Shape;
  /** The model's parameters, decimal strings by name. */
  readonly params: Readonly<Record<string, string>>;
  /** Decimal strings, all of them, in the order of the state. */
  readonly cells: readonly string[];
  /** Decimal strings in manifest order. */
  readonly hot: readonly string[];
  /** Labels in use where the composition grows. */
  readonly labels?: number;
  /** Hex of the state's hash, the one that a chain with one copy seals. */
  readonly stateHash: string;
}

const fail = (code: "model_mismatch" | "initial_state_malformed", message: string): never => {
  throw new ChainlearnError(code, message);
};

const decimals = (params: Readonly<Record<string, bigint>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.toString()]));

/**
 * What another process needs to go on with a model.
 * @param state missing cells are 0
 * @throws ChainlearnError initial_state_malformed when the state is not one of this model
 */
export function exportModel(resolved: ResolvedModel, state: Partial<ModelState>): ModelExport {
  const { labels, ...numbers } = state;
  const { model, shape, layout, kernelIds } = oneCopy(resolved);
  const { words, hot, hash } = initialStateOf(oneCopy(resolved), numbers);
  return {
    format: "chainlearn-model",
    version: 1,
    model: model.manifest.id,
    kernelId: kernelIds.model,
    shape,
    params: decimals(modelParams(resolved)),
    cells: wordsToCells(words, shape.lane, layout.cells).map(String),
    hot: hot.map(String),
    ...(labels !== undefined && { labels }),
    stateHash: hash,
  };
}

/** How {@link importModel} compares. */
export interface ModelImportOptions {
  /** Take numbers that were trained with other parameters, as another learning rate. Default: false. */
  readonly otherParams?: boolean;
}

/**
 * The state of an export, for `deploy({ initialState })` or a model in process.
 * @param exported what {@link exportModel} gave, or the same read from JSON; it is checked and not trusted
 * @throws ChainlearnError model_mismatch when it is about another kernel, shape or parameters;
 * initial_state_malformed when it is no export, or its numbers are not those that its hash names
 */
export function importModel(
  resolved: ResolvedModel,
  exported: unknown,
  { otherParams = false }: ModelImportOptions = {},
): ModelState {
  const found = requireExport(exported);
  requireSame("kernel", found.kernelId, resolved.kernelIds.model);
  for (const name of Object.keys(resolved.shape) as (keyof Shape)[])
    requireSame(`shape.${name}`, found.shape[name], resolved.shape[name]);
  if (!otherParams) {
    const own = decimals(modelParams(resolved));
    for (const name of new Set([...Object.keys(own), ...Object.keys(found.params)]))
      requireSame(`parameter ${name}`, found.params[name], own[name]);
  }
  const state = { cells: found.cells.map(integer), hot: found.hot.map(integer) };
  const { labels } = found;
  const { cells, hot } = oneCopy(resolved).layout;
  if (state.cells.length !== cells || state.hot.length !== hot.length) {
    fail(
      "initial_state_malformed",
      `the export has ${state.cells.length} cells and ${state.hot.length} hot cells; the model has ${cells} and ${hot.length}.`,
    );
  }
  const { hash } = initialStateOf(oneCopy(resolved), state);
  if (hash !== found.stateHash)
    fail("initial_state_malformed", `the export's numbers have the hash ${hash}, not ${found.stateHash}.`);
  if (labels !== undefined && !(Number.isInteger(labels) && labels >= 2 && labels <= resolved.shape.classes))
    fail(
      "initial_state_malformed",
      `the export has ${labels} labels in use; 2 to ${resolved.shape.classes} are possible.`,
    );
  return { ...state, ...(labels !== undefined && { labels }) };
}

/**
 * The numbers of a deployed model.
 * @param block default: the newest
 * @param which copy, where there are two; default: the one that predictions are made with
 */
export async function readModelState(
  trainer: Trainer,
  block?: number,
  which: typeof SERVED | typeof WORKING = SERVED,
  options: Cancellable = {},
): Promise<ModelState> {
  const { shape, layout, growth } = trainer.composition;
  const { words, hot, labels } = await trainer.snapshot({}, block, options);
  const hotCells = layout.hot.length / layout.copies;
  return {
    cells: wordsToCells(words, shape.lane, layout.cells, layout.copies, which),
    hot: hot.slice(which * hotCells, (which + 1) * hotCells),
    ...(growth && { labels }),
  };
}

function requireSame(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted)
    fail("model_mismatch", `${what} of the export is ${found ?? "missing"}, not ${wanted ?? "there"}.`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

function requireExport(value: unknown): ModelExport {
  if (!isObject(value) || value.format !== "chainlearn-model")
    return fail("initial_state_malformed", "this is no exported model.");
  if (value.version !== 1)
    return fail("initial_state_malformed", `the export has version ${value.version}; 1 is known.`);
  for (const part of ["shape", "params"])
    if (!isObject(value[part])) fail("initial_state_malformed", `the export's ${part} is no object.`);
  for (const part of ["cells", "hot"])
    if (!areStrings(value[part]))
      fail("initial_state_malformed", `the export's ${part} is no list of strings.`);
  return value as unknown as ModelExport;
}

function integer(text: string): bigint {
  if (!/^-?\d{1,20}$/.test(text)) fail("initial_state_malformed", `"${text}" is no integer.`);
  return BigInt(text);
}
