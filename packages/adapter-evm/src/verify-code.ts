import {
  ChainlearnError,
  type CodeVerification,
  type CodeWeights,
  codeCheck,
  codeVerification,
  fromHex,
  type ResolvedComposition,
} from "@chainlearn/core";
import { type Address, decodeAbiParameters, type Hex, keccak256, toHex } from "viem";
import { instanceAbi } from "./abi.ts";
import { type CompiledContract, type Immutable, instanceValues } from "./artifact.ts";
import { CLONE_VALUES_AT, cloneCode } from "./clone.ts";
import type { EvmConnection } from "./connection.ts";
import { encodeCall } from "./encode.ts";
import { differenceInCreation } from "./verify-creation.ts";

const WORD = 32;

/** The code with some of its words zero. */
function masked(code: Uint8Array, words: readonly Immutable[]): Uint8Array {
  const copy = Uint8Array.from(code);
  for (const { offsets } of words) for (const at of offsets) copy.fill(0, at, at + WORD);
  return copy;
}

/** keccak256 of a contract's runtime code with its immutables zero. */
export const codeHash = (contract: CompiledContract): Hex => keccak256(contract.runtimeCode);

const byte = (value: number | undefined): string =>
  value === undefined ? "missing" : `0x${value.toString(16).padStart(2, "0")}`;

function firstDifference(found: Uint8Array, expected: Uint8Array): string | undefined {
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    if (found[i] !== expected[i])
      return `byte ${i} of the code is ${byte(found[i])}, expected ${byte(expected[i])}`;
  }
  return undefined;
}

/** The first word that is not what `values` says; those that it does not name may be anything. */
function wrongValue(
  code: Uint8Array,
  words: readonly Immutable[],
  values: ReadonlyMap<string, bigint>,
): string | undefined {
  for (const { name, offsets } of words) {
    const expected = values.get(name);
    if (expected === undefined) continue;
    for (const at of offsets) {
      if (code.length < at + WORD) return `${name} (byte ${at} of the code) is missing, expected ${expected}`;
      const found = BigInt(toHex(code.subarray(at, at + WORD)));
      if (found !== expected) return `${name} (byte ${at} of the code) is ${found}, expected ${expected}`;
    }
  }
  return undefined;
}

/** The kernel ids that a contract names; empty when it does not answer as the composition does. */
async function askKernelIds(
  connection: EvmConnection,
  address: Address,
  composition: ResolvedComposition,
): Promise<CodeVerification["kernelIds"]> {
  try {
    const view = instanceAbi(composition);
    const data = await connection.call(address, encodeCall(view, []), view.name);
    const [model, mechanism] = decodeAbiParameters(view.outputs, data).slice(-2) as Hex[];
    return { model: model!.slice(2), mechanism: mechanism!.slice(2) };
  } catch {
    // Altered code can fail in any way; the comparison says what is wrong with it.
    return { model: "", mechanism: "" };
  }
}

/** One deployment, as its receipt describes it. */
export interface DeployedInstance {
  readonly address: Address;
  readonly deployer: string;
  /** In the mechanism's order. */
  readonly roles: readonly string[];
  /** Of a clone: the contract whose code it runs. */
  readonly implementation?: Address;
  /** Hash of the transaction that created it. */
  readonly creation: string | undefined;
  /** Whether its initial state came with the creation. */
  readonly genesis: boolean;
  readonly codeWeights: CodeWeights | undefined;
}

const readCode = async (connection: EvmConnection, address: Address): Promise<Uint8Array> =>
  fromHex((await connection.codeOf(address)) ?? "0x");

/** A clone's own code with its values zero, and where they are. */
function proxyOf(implementation: Address, values: ReadonlyMap<string, bigint>) {
  const expected = fromHex(cloneCode(implementation, values.values()));
  const copies = [...values.keys()].map((name, k) => ({ name, offsets: [CLONE_VALUES_AT + WORD * k] }));
  return { expected: masked(expected, copies), copies };
}

/**
 * Compares the code on chain with a rebuilt contract, what its instance was given with what is expected, and the
 * transaction that created it with the one that this adapter sends. A clone is compared itself and with the code that it
 * runs. How that code's own instance was made does not matter to it, as long as its address can have had no other code.
 */
export async function verifyCode(
  connection: EvmConnection,
  composition: ResolvedComposition,
  contract: CompiledContract,
  instance: DeployedInstance,
): Promise<CodeVerification> {
  const { address, deployer, roles, implementation, creation, genesis, codeWeights } = instance;
  const running = implementation ?? address;
  const [own, found, kernelIds] = await Promise.all([
    readCode(connection, address),
    readCode(connection, running),
    askKernelIds(connection, address, composition),
  ]);
  const values = instanceValues(composition, deployer, roles);
  const original = new Map([["ORIGINAL", BigInt(running)]]);
  const proxy = implementation && proxyOf(implementation, values);
  const { immutables, runtimeCode } = contract;
  const given = { composition, deployer, roles, implementation, genesis, codeWeights };
  const checks = [
    codeCheck(
      "code",
      (proxy && firstDifference(masked(own, proxy.copies), proxy.expected)) ??
        firstDifference(masked(found, immutables), fromHex(runtimeCode)),
    ),
    codeCheck(
      "instance",
      proxy
        ? (wrongValue(own, proxy.copies, values) ?? wrongValue(found, immutables, original))
        : wrongValue(found, immutables, new Map([...values, ...original])),
    ),
    codeCheck("creation", await differenceInCreation(connection, contract, address, creation, given)),
  ];
  return codeVerification(checks, {
    onChain: keccak256(masked(found, immutables)),
    rebuilt: codeHash(contract),
    kernelIds,
  });
}

/** Where the code of a contract differs from a rebuilt one, or an immutable from its value. */
export const differenceInCode = (
  found: Uint8Array,
  { runtimeCode, immutables }: CompiledContract,
  values: ReadonlyMap<string, bigint>,
): string | undefined =>
  firstDifference(masked(found, immutables), fromHex(runtimeCode)) ?? wrongValue(found, immutables, values);

/**
 * Checks that clones can run a contract's code.
 * @throws ChainlearnError receipt_mismatch when it is not the composition's
 */
export async function checkImplementation(
  connection: EvmConnection,
  contract: CompiledContract,
  address: Address,
): Promise<void> {
  const found = await readCode(connection, address);
  const difference = differenceInCode(found, contract, new Map([["ORIGINAL", BigInt(address)]]));
  if (difference !== undefined)
    throw new ChainlearnError("receipt_mismatch", `${address} cannot be cloned: ${difference}.`);
}
