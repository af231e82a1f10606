import { type CodeVerification, fromHex, type ResolvedComposition } from "@chainlearn/core";
import { type Address, decodeAbiParameters, type Hex, keccak256, toHex } from "viem";
import { type CompiledContract, immutableValues } from "./artifact.ts";
import type { EvmConnection } from "./connection.ts";
import { encodeShellCall } from "./encode.ts";

const WORD = 32;

function masked(code: Uint8Array, { immutables }: CompiledContract): Uint8Array {
  const copy = Uint8Array.from(code);
  for (const { offsets } of immutables) for (const at of offsets) copy.fill(0, at, at + WORD);
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

function wrongImmutable(
  code: Uint8Array,
  { immutables }: CompiledContract,
  values: ReadonlyMap<string, bigint>,
): string | undefined {
  for (const { name, offsets } of immutables) {
    for (const at of offsets) {
      const found = BigInt(toHex(code.subarray(at, at + WORD)));
      if (found !== values.get(name))
        return `${name} (byte ${at} of the code) is ${found}, expected ${values.get(name)}`;
    }
  }
  return undefined;
}

/** The kernel ids that a contract names; empty when it does not answer as a composition does. */
async function askKernelIds(
  connection: EvmConnection,
  address: Address,
): Promise<CodeVerification["kernelIds"]> {
  try {
    const data = await connection.call(address, encodeShellCall("kernelIds", []), "kernelIds");
    const [model, mechanism] = decodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], data);
    return { model: model.slice(2), mechanism: mechanism.slice(2) };
  } catch {
    // Altered code can fail in any way; the comparison says what is wrong with it.
    return { model: "", mechanism: "" };
  }
}

/** Compares the code on chain with a rebuilt contract, and what its constructor was given with what is expected. */
export async function verifyCode(
  connection: EvmConnection,
  composition: ResolvedComposition,
  contract: CompiledContract,
  instance: { readonly address: Address; readonly deployer: string; readonly roles: readonly string[] },
): Promise<CodeVerification> {
  const { address, deployer, roles } = instance;
  const [code, kernelIds] = await Promise.all([
    connection.ask("reading the code", (client) => client.getCode({ address })),
    askKernelIds(connection, address),
  ]);
  const found = fromHex(code ?? "0x");
  const expected = fromHex(contract.runtimeCode);
  const difference =
    firstDifference(masked(found, contract), expected) ??
    wrongImmutable(found, contract, immutableValues(composition, deployer, roles));
  return {
    matches: difference === undefined,
    onChain: keccak256(masked(found, contract)),
    rebuilt: codeHash(contract),
    kernelIds,
    ...(difference === undefined ? {} : { difference }),
  };
}
