import { eachItem } from "./batch.ts";
import { ChainlearnError } from "./errors.ts";
import type { ActionSpec, MechanismManifest, Shape } from "./manifest.ts";
import type { RawDataItem } from "./raw-trainer.ts";
import { checkLabel, encodeSample } from "./sample.ts";
import type { ActInput, DataItem } from "./trainer.ts";

/**
 * The action of this name.
 * @throws ChainlearnError unsupported
 */
export function actionOf({ id, actions }: MechanismManifest, name: string): ActionSpec {
  const action = actions.find((candidate) => candidate.name === name);
  if (action) return action;
  const known = actions.map((candidate) => candidate.name).join(", ") || "none";
  throw new ChainlearnError("unsupported", `${id} has no action "${name}"; it has ${known}.`);
}

/** What an action's manifest asks a call to bring. */
export type CallParts = {
  readonly [Part in "contribution" | "item" | "digest" | "args"]?: ActInput[Part] | undefined;
};

/**
 * Checks that a call brings what its action needs. What the parts hold is the contract's to judge.
 * @throws ChainlearnError malformed_message when a part is missing, argument_out_of_range
 */
export function checkCall(action: ActionSpec, { contribution, item, digest, args = [] }: CallParts): void {
  const { name, record } = action;
  const need = (what: string): never => {
    throw new ChainlearnError("malformed_message", `"${name}" needs ${what}.`);
  };
  if ((record === "sample" || record === "hash") && !contribution) need("the contribution that it is about");
  if (record === "item" && !item) need("the item that it reveals");
  if (action.digest && !digest) need("a digest");
  checkArguments(action, args);
}

function checkArguments({ name, args: names }: ActionSpec, args: readonly bigint[]): void {
  if (args.length !== names.length)
    throw new ChainlearnError(
      "argument_out_of_range",
      `"${name}" takes ${names.length} arguments (${names.join(", ") || "none"}), not ${args.length}.`,
    );
  for (const [k, value] of args.entries()) {
    if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value)
      throw new ChainlearnError(
        "argument_out_of_range",
        `${names[k]} is ${value}, not a signed 64-bit integer.`,
      );
  }
}

/**
 * Checks what a caller wants to pay; that it is too much is the contract's to say.
 * @returns the units
 * @throws ChainlearnError argument_out_of_range
 */
export function checkPay(units: bigint): bigint {
  if (typeof units === "bigint" && units >= 0n) return units;
  throw new ChainlearnError("argument_out_of_range", `a payment of ${units} units; 0n or more are possible.`);
}

/**
 * A sample and its label as contracts take them.
 * @throws ChainlearnError label_out_of_range, then the codes of {@link encodeSample}
 */
export function encodeItem({ label, sample }: DataItem, shape: Shape): RawDataItem {
  checkLabel(label, shape);
  return { label, sample: encodeSample(sample, shape) };
}

/** The items of a batch as contracts take them; a refusal names the item. See {@link encodeItem}. */
export const encodeItems = (items: readonly DataItem[], shape: Shape): RawDataItem[] =>
  eachItem(items, (item) => encodeItem(item, shape));

/**
 * Checks the addresses that a deployment gives to roles.
 * @param roles that the composition has
 * @param checkAddress throws for what is no address of the chain
 * @throws ChainlearnError invalid_composition for a role that there is not; invalid_id
 */
export function checkGivenRoles(
  roles: readonly string[],
  given: Readonly<Record<string, string>>,
  checkAddress: (address: string) => unknown,
): void {
  for (const [role, address] of Object.entries(given)) {
    if (!roles.includes(role))
      throw new ChainlearnError(
        "invalid_composition",
        `the composition has no role "${role}"; it has ${roles.join(", ") || "none"}.`,
      );
    checkAddress(address);
  }
}
