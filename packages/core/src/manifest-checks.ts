import { ChainlearnError, FIRST_PLUGIN_ERROR } from "./errors.ts";
import type { ActionSpec, MechanismManifest, ModelManifest, ParamSpec } from "./manifest.ts";

/** Most registers, and most series, of a mechanism: one byte of their keys. */
const MOST_NAMES = 256;

/** Contracts carry the number of an error in 16 bits. */
const LAST_PLUGIN_ERROR = 65_535;

/** What is a name in Solidity, in AssemblyScript and in messages. */
const IDENTIFIER = /^[a-zA-Z][a-zA-Z0-9]*$/;

/** What every mechanism's kernel exports, beside a function for each action. */
const KERNEL_EXPORTS: readonly string[] = ["quote", "add", "seal"];

const fail = (message: string): never => {
  throw new ChainlearnError("invalid_composition", message);
};

function checkUnique(what: string, names: readonly string[]): void {
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) fail(`there are two ${what} named "${twice}".`);
}

/** Names that are in code and in messages. */
function checkNames(what: string, names: readonly string[]): void {
  const wrong = names.find((name) => !IDENTIFIER.test(name));
  if (wrong !== undefined)
    fail(`"${wrong}" among the ${what}: letters and digits, a letter first, are possible.`);
  checkUnique(what, names);
}

const isI64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

function checkParams(id: string, params: readonly ParamSpec[]): void {
  checkNames(
    `parameters of ${id}`,
    params.map(({ name }) => name),
  );
  const wide = params.find(({ min, max }) => !isI64(min) || !isI64(max));
  if (wide) fail(`the range of ${id}'s parameter "${wide.name}" is larger than that of an i64.`);
}

/** Names of addresses are in messages, in code and in what is written beside a contract. */
export const checkRoles = (roles: readonly string[]): void => checkNames("roles", roles);

/** @throws ChainlearnError invalid_composition */
export function checkModel({ id, params }: ModelManifest, constants: Readonly<Record<string, bigint>>): void {
  checkParams(id, params);
  checkNames(`constants of ${id}`, Object.keys(constants));
  for (const [name, value] of Object.entries(constants))
    if (!isI64(value)) fail(`${id}'s constant "${name}" = ${value} is not an i64.`);
}

function checkAction(id: string, { name, record, digest, parts, args }: ActionSpec): void {
  if (KERNEL_EXPORTS.includes(name))
    fail(`${id} has an action "${name}", which every mechanism's kernel exports.`);
  checkNames(`arguments of ${id}'s action "${name}"`, args);
  if (parts && (record !== "none" || digest))
    fail(`the action "${name}" of ${id} opens parts and is about something else; one of them is possible.`);
  if (digest && record === "item")
    fail(`the action "${name}" of ${id} brings an item and a digest; one of them is possible.`);
}

/** @throws ChainlearnError invalid_composition */
export function checkMechanism(manifest: MechanismManifest): void {
  const { id, params, registers = [], series = [], actions, errors } = manifest;
  checkParams(id, params);
  for (const [what, names] of Object.entries({ registers, series })) {
    if (names.length > MOST_NAMES) fail(`${id} has ${names.length} ${what}; ${MOST_NAMES} are possible.`);
    checkUnique(`${what} of ${id}`, names);
  }
  checkNames(
    `actions of ${id}`,
    actions.map(({ name }) => name),
  );
  for (const action of actions) checkAction(id, action);
  for (const [number, name] of Object.entries(errors))
    if (!(Number(number) >= FIRST_PLUGIN_ERROR && Number(number) <= LAST_PLUGIN_ERROR))
      fail(
        `${id}'s error "${name}" has the number ${number}; ${FIRST_PLUGIN_ERROR} to ${LAST_PLUGIN_ERROR} are possible.`,
      );
}
