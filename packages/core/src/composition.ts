import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.ts";
import { ChainlearnError } from "./errors.ts";
import { type Layout, layoutOf } from "./layout.ts";
import {
  type DataHandlerPlugin,
  type MechanismPlugin,
  type ModelPlugin,
  type ParamSpec,
  type Shape,
  stored,
} from "./manifest.ts";

/** Parameters by name; integers in the unit that the manifest states. */
export type Params = Readonly<Record<string, bigint>>;

/** What an application writes: plugins (values, or ids of registered ones), shape and parameters. */
export interface Composition {
  readonly model: ModelPlugin | string;
  readonly mechanism: MechanismPlugin | string;
  /** Default: `stored`. */
  readonly dataHandler?: DataHandlerPlugin | string;
  readonly shape: Shape;
  readonly modelParams?: Params;
  readonly mechanismParams?: Params;
}

/** A composition whose plugins are values and whose parameters are complete and in range. */
export interface ResolvedComposition {
  readonly model: ModelPlugin;
  readonly mechanism: MechanismPlugin;
  readonly dataHandler: DataHandlerPlugin;
  readonly shape: Shape;
  /** Every parameter of both plugins in manifest order, the model's first. */
  readonly params: readonly {
    readonly spec: ParamSpec;
    readonly owner: "model" | "mechanism";
    readonly value: bigint;
  }[];
  /** `config.<name>()` values that are folded at link time. */
  readonly constants: Params;
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
      return fail(
        `${owner}'s parameter "${spec.name}" is ${value}; ${spec.min} to ${spec.max} (${spec.unit}) are possible.`,
      );
    }
    return { spec, value };
  });
}

function checkShape(shape: Shape, model: ModelPlugin): void {
  const { manifest } = model;
  const whole = (name: keyof Shape, value: number, min: number, max: number): void => {
    if (!Number.isInteger(value) || value < min || value > max)
      fail(`shape.${name} is ${value}; ${min} to ${max} are possible.`);
  };
  whole("features", shape.features, 1, 2 ** 24);
  whole("classes", shape.classes, Math.max(2, manifest.minClasses), Math.min(65_535, manifest.maxClasses));
  whole("valueBits", shape.valueBits, 0, 30);
  whole("maxEntries", shape.maxEntries, 1, shape.features);
  if (shape.encoding === "dense" && shape.maxEntries !== shape.features)
    fail("shape.maxEntries of dense samples equals shape.features.");
  if (!manifest.encodings.includes(shape.encoding))
    fail(`${manifest.id} takes ${manifest.encodings.join(", ")} samples, not ${shape.encoding}.`);
  if (!manifest.lanes.includes(shape.lane))
    fail(`${manifest.id} works with lanes of ${manifest.lanes.join(", ")} bits, not ${shape.lane}.`);
}

/**
 * Checks a composition whose plugins are values and completes it.
 * @throws ChainlearnError invalid_composition, saying what is wrong and what is possible
 */
export function resolveComposition(
  composition: Omit<Composition, "model" | "mechanism" | "dataHandler"> & {
    readonly model: ModelPlugin;
    readonly mechanism: MechanismPlugin;
    readonly dataHandler?: DataHandlerPlugin;
  },
): ResolvedComposition {
  const { model, mechanism, shape } = composition;
  checkShape(shape, model);
  const modelParams = completeParams(model.manifest.id, model.manifest.params, composition.modelParams ?? {});
  const mechanismParams = completeParams(
    mechanism.manifest.id,
    mechanism.manifest.params,
    composition.mechanismParams ?? {},
  );
  const constants = model.manifest.constants(shape);
  const names = [...modelParams, ...mechanismParams].map(({ spec }) => spec.name);
  const twice = [...names, ...Object.keys(constants)].find((name, k, all) => all.indexOf(name) !== k);
  if (twice !== undefined) {
    fail(
      `${model.manifest.id} and ${mechanism.manifest.id} have two parameters or constants named "${twice}".`,
    );
  }
  return {
    model,
    mechanism,
    dataHandler: composition.dataHandler ?? stored,
    shape,
    params: [
      ...modelParams.map((param) => ({ ...param, owner: "model" as const })),
      ...mechanismParams.map((param) => ({ ...param, owner: "mechanism" as const })),
    ],
    constants,
    layout: layoutOf(model.manifest, mechanism.manifest, shape),
    kernelIds: { model: kernelId(model.kernel), mechanism: kernelId(mechanism.kernel) },
  };
}
