import type { ResolvedComposition, ResolvedModel } from "./composition.ts";
import { ChainlearnError } from "./errors.ts";
import { readCell } from "./layout.ts";
import type { ModelManifest, Shape } from "./manifest.ts";

/** A model that starts with fewer classes than it has room for; `shape.classes` is the room. */
export interface Growth {
  /** Labels in use at first: 0 to startClasses - 1. At least the model's `minClasses`, below `shape.classes`. */
  readonly startClasses: number;
  /** Name of the address that may add classes. It is given at deployment, beside the mechanism's roles. */
  readonly role: string;
}

/** Bytes of a class's name on chain: UTF-8, zeros behind it. */
export const CLASS_NAME_BYTES = 32;

const fail = (message: string): never => {
  throw new ChainlearnError("invalid_composition", message);
};

/** @throws ChainlearnError invalid_composition when the model cannot grow so, or when it does not say who may add */
export function checkGrowth(
  { startClasses, role }: Partial<Growth>,
  { classes }: Shape,
  model: ModelManifest,
  takenRoles: readonly string[],
): Growth {
  if (model.growth !== "free")
    fail(`${model.id} cannot grow: a class that is added would change what it predicts. Leave growth out.`);
  const least = Math.max(2, model.minClasses);
  if (startClasses === undefined || !Number.isInteger(startClasses)) {
    return fail(`growth.startClasses is ${startClasses}; a whole number is needed.`);
  }
  if (startClasses < least || startClasses >= classes) {
    fail(
      `growth.startClasses is ${startClasses}; ${least} to ${classes - 1} are possible with room for ${classes} classes.`,
    );
  }
  if (!role) {
    return fail(
      `there is room for ${classes} classes and ${startClasses} are used at first: name in growth.role who may add the others.`,
    );
  }
  if (takenRoles.includes(role)) {
    fail(`growth.role is "${role}", which the mechanism uses for a role of its own; choose another name.`);
  }
  return { startClasses, role };
}

/**
 * @throws ChainlearnError unsupported when no class can be added to a composition
 */
export function requireGrowth({ growth, shape }: ResolvedModel): Growth {
  if (growth) return growth;
  throw new ChainlearnError(
    "unsupported",
    `no class can be added: there are ${shape.classes} from the start.`,
  );
}

/** Labels in use at first. */
export const startLabels = ({ growth, shape }: ResolvedModel): number =>
  growth?.startClasses ?? shape.classes;

/** Labels in use, 0 to the result - 1, by the meter's words. */
export function labelsInUse(resolved: ResolvedComposition, meter: readonly bigint[]): number {
  const { layout } = resolved;
  if (!layout.addedClasses) return startLabels(resolved);
  return startLabels(resolved) + Number(readCell(meter, layout.addedClasses));
}

/**
 * A class's name as chains take it.
 * @throws ChainlearnError argument_out_of_range unless it has 1 to 32 bytes of UTF-8 without zeros
 */
export function encodeClassName(name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  if (text.length < 1 || text.length > CLASS_NAME_BYTES || text.includes(0)) {
    throw new ChainlearnError(
      "argument_out_of_range",
      `the name "${name}" has ${text.length} bytes; 1 to ${CLASS_NAME_BYTES} bytes of UTF-8 without zeros are possible.`,
    );
  }
  const bytes = new Uint8Array(CLASS_NAME_BYTES);
  bytes.set(text);
  return bytes;
}

/** The name in a log. Chains do not check names: what is not UTF-8 becomes U+FFFD. */
export function decodeClassName(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, end));
}
