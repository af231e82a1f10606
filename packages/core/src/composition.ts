import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.ts";
import { defaultDataHandler } from "./data-handler.ts";
import { requireDescribable } from "./description.ts";
import { type EncoderParams, type EncoderPlugin, type ResolvedEncoder, resolveEncoder } from "./encoder.ts";
import { ChainlearnError } from "./errors.ts";
import { checkGrowth, type Growth } from "./growth.ts";
import { type Layout, layoutOf, type ModelLayout, modelLayoutOf } from "./layout.ts";
import type { DataHandlerPlugin, MechanismPlugin, ModelPlugin, ParamSpec, Shape } from "./manifest.ts";
import { checkMechanism, checkModel, checkRoles } from "./manifest-checks.ts";
import { checkMargin } from "./margin.ts";
import { written } from "./options.ts";

/** Parameters by name; integers in the unit that the manifest states. */
export type Params = Readonly<Record<string, bigint>>;

/** What an application writes: plugins (values, or ids of registered ones), shape and parameters. */
export interface Composition {
  readonly model: ModelPlugin | string;
  readonly mechanism: MechanismPlugin | string;
  /** Default: the mechanism's own, else `stored`. */
  readonly dataHandler?: DataHandlerPlugin | string;
  /** How the application makes samples; pinned in the receipt. Without it everybody brings samples as they like. */
  readonly encoder?: EncoderPlugin | string;
  readonly shape: Shape;
  readonly modelParams?: Params;
  readonly mechanismParams?: Params;
  readonly encoderParams?: EncoderParams;
  /** Default: all of `shape.classes` are in use from the start, and none can be added. */
  readonly growth?: Growth;
}

/** A parameter of a plugin with its value. */
export interface ResolvedParam {
  readonly spec: ParamSpec;
  readonly owner: "model" | "mechanism";
  readonly value: bigint;
}

/** A model with its shape and complete parameters: what runs without a chain. Every resolved composition is one. */
export interface ResolvedModel {
  readonly model: ModelPlugin;
  readonly shape: Shape;
  /** In manifest order. Those of a mechanism do not concern the model. */
  readonly params: readonly ResolvedParam[];
  /** `config.<name>()` values that are folded at link time. */
  readonly constants: Params;
  /** Present if classes can be added. */
  readonly growth?: Growth;
  readonly layout: ModelLayout;
  readonly kernelIds: { readonly model: string };
}

/** A composition whose plugins are values and whose parameters are complete and in range. */
export interface ResolvedComposition<P extends MechanismPlugin = MechanismPlugin> extends ResolvedModel {
  readonly mechanism: P;
  readonly dataHandler: DataHandlerPlugin;
  readonly encoder?: ResolvedEncoder;
  /** Every parameter of both plugins in manifest order, the model's first. */
  readonly params: readonly ResolvedParam[];
  /** Names of the instance's optional addresses: the mechanism's roles, behind them the one that may add classes. */
  readonly roles: readonly string[];
  readonly layout: Layout;
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
}

const fail = (message: string): never => {
  throw new ChainlearnError("invalid_composition", message);
};

/** Hex sha256 of a kernel's bytes. */
export const kernelId = (kernel: Uint8Array): string => toHex(sha256(kernel));

function completeParams(
  owner: string,
  specs: readonly ParamSpec[],
  given: Params,
): { spec: ParamSpec; value: bigint }[] {
  for (const name of Object.keys(given)) {
    if (!specs.some((spec) => spec.name === name))
      fail(
        `${owner} has no parameter "${name}"; it has ${specs.map((spec) => spec.name).join(", ") || "none"}.`,
      );
  }
  return specs.map((spec) => {
    const value = given[spec.name] ?? spec.default;
    if (value === undefined) return fail(`${owner} needs the parameter "${spec.name}" (${spec.unit}).`);
    if (typeof value !== "bigint" || value < spec.min || value > spec.max) {
      const [is, min, max] = [value, spec.min, spec.max].map(written);
      return fail(
        `${owner}'s parameter "${spec.name}" is ${is}; ${min} to ${max} (${spec.unit}) are possible.`,
      );
    }
    return { spec, value };
  });
}

function checkShape(shape: Shape, model: ModelPlugin): void {
  const { manifest } = model;
  const whole = (name: keyof Shape, value: number, min: number, max: number): void => {
    if (!Number.isInteger(value) || value < min || value > max)
      fail(`shape.${name} is ${written(value)}; ${min} to ${max} are possible.`);
  };
  whole("features", shape.features, 1, 2 ** 24);
  whole("classes", shape.classes, Math.max(2, manifest.minClasses), Math.min(65_535, manifest.maxClasses));
  whole("valueBits", shape.valueBits, 0, 30);
  whole("maxEntries", shape.maxEntries, 1, shape.features);
  if (shape.encoding === "dense" && shape.maxEntries !== shape.features)
    fail("shape.maxEntries of dense samples equals shape.features.");
  if (!manifest.encodings.includes(shape.encoding))
    fail(`${manifest.id} takes ${manifest.encodings.join(", ")} samples, not ${written(shape.encoding)}.`);
  if (!manifest.lanes.includes(shape.lane))
    fail(`${manifest.id} works with lanes of ${manifest.lanes.join(", ")} bits, not ${written(shape.lane)}.`);
}

/**
 * Checks a model, its shape and parameters, and completes them.
 * @throws ChainlearnError invalid_composition, saying what is wrong and what is possible
 */
export function resolveModel({
  model,
  shape,
  params = {},
}: {
  readonly model: ModelPlugin;
  readonly shape: Shape;
  readonly params?: Params;
}): ResolvedModel {
  const { manifest } = model;
  checkShape(shape, model);
  const constants = manifest.constants(shape);
  checkModel(manifest, constants);
  return {
    model,
    shape,
    params: completeParams(manifest.id, manifest.params, params).map((param) => ({
      ...param,
      owner: "model",
    })),
    constants,
    layout: modelLayoutOf(manifest, shape),
    kernelIds: { model: kernelId(model.kernel) },
  };
}

/** The model by itself: without the second copy of its numbers that a mechanism may ask for. */
export const oneCopy = <R extends ResolvedModel>(resolved: R): R & { readonly layout: ModelLayout } => ({
  ...resolved,
  layout: modelLayoutOf(resolved.model.manifest, resolved.shape),
});

/** The model's parameters by name. */
export const modelParams = ({ params }: ResolvedModel): Params =>
  Object.fromEntries(
    params.filter(({ owner }) => owner === "model").map(({ spec, value }) => [spec.name, value]),
  );

/**
 * Checks a composition whose plugins are values and completes it.
 * @throws ChainlearnError invalid_composition, saying what is wrong and what is possible
 */
export function resolveComposition<P extends MechanismPlugin>(
  composition: Omit<Composition, "model" | "mechanism" | "dataHandler" | "encoder"> & {
    readonly model: ModelPlugin;
    readonly mechanism: P;
    readonly dataHandler?: DataHandlerPlugin;
    readonly encoder?: EncoderPlugin;
  },
): ResolvedComposition<P> {
  const { model, mechanism, shape } = composition;
  const own = resolveModel({ model, shape, params: composition.modelParams ?? {} });
  checkMechanism(mechanism.manifest);
  checkMargin(model, mechanism);
  const growth =
    composition.growth && checkGrowth(composition.growth, shape, model.manifest, mechanism.manifest.roles);
  const mechanismParams = completeParams(
    mechanism.manifest.id,
    mechanism.manifest.params,
    composition.mechanismParams ?? {},
  );
  const names = [...own.params, ...mechanismParams].map(({ spec }) => spec.name);
  const twice = [...names, ...Object.keys(own.constants)].find((name, k, all) => all.indexOf(name) !== k);
  if (twice !== undefined) {
    fail(
      `${model.manifest.id} and ${mechanism.manifest.id} have two parameters or constants named "${twice}".`,
    );
  }
  const { encoder, encoderParams } = composition;
  const dataHandler = composition.dataHandler ?? defaultDataHandler(mechanism.manifest);
  if (!encoder && encoderParams) fail("encoderParams without an encoder.");
  const roles = [...mechanism.manifest.roles, ...(growth ? [growth.role] : [])];
  checkRoles(roles);
  requireDescribable({ shape, dataHandler, ...(growth && { growth }) });
  return {
    ...own,
    mechanism,
    dataHandler,
    ...(encoder && { encoder: resolveEncoder(encoder, shape, encoderParams ?? {}) }),
    params: [...own.params, ...mechanismParams.map((param) => ({ ...param, owner: "mechanism" as const }))],
    ...(growth && { growth }),
    roles,
    layout: layoutOf(model.manifest, mechanism.manifest, shape, growth !== undefined, dataHandler.manifest),
    kernelIds: { ...own.kernelIds, mechanism: kernelId(mechanism.kernel) },
  };
}

/**
 * Refuses parameters that are in their ranges and do not go together. Adapters ask it before they begin a deployment,
 * not when a composition is resolved: contracts that have such parameters are there, and have to be found and used.
 * @throws ChainlearnError invalid_composition
 */
export function requireNoContradiction({ mechanism: { manifest }, params }: ResolvedComposition): void {
  const own = params.filter(({ owner }) => owner === "mechanism");
  const why = manifest.contradiction?.(Object.fromEntries(own.map(({ spec, value }) => [spec.name, value])));
  if (why !== undefined) fail(`${manifest.id}'s parameters do not go together: ${why}`);
}
