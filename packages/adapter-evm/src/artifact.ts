import {
  accumulator,
  type CodeWeights,
  type DeployOptions,
  type ResolvedComposition,
} from "@chainlearn/core";
import type { Abi, Hex } from "viem";

/** Ids of the data handlers that a contract can have. */
export const DATA_HANDLERS: readonly string[] = ["stored", "unique", "accumulator"];

/** Whether claims bring a proof: where records have no slot before their first claim. */
export const claimsWithProof = ({ dataHandler }: Pick<ResolvedComposition, "dataHandler">): boolean =>
  dataHandler.manifest.id === accumulator.manifest.id;

/** A value that the constructor writes into the runtime code, 32 bytes wide. */
export interface Immutable {
  readonly name: string;
  /** Byte offsets of its copies. */
  readonly offsets: readonly number[];
}

/** A composition as a contract. */
export interface CompiledContract {
  readonly abi: Abi;
  /** Constructor arguments follow it: parameters in order, role addresses, with `once` state words and hot cells. */
  readonly creationCode: Hex;
  /** Immutables are zero. */
  readonly runtimeCode: Hex;
  readonly immutables: readonly Immutable[];
  /** solc standard JSON input; whoever compiles it with the same version gets the same bytes. */
  readonly input: string;
  /** Versions that decide the bytes. */
  readonly toolchain: Readonly<Record<string, string>>;
}

/** How the initial state gets into a contract: with its creation, or in chunks behind it. */
export type Upload = NonNullable<DeployOptions["upload"]>;

/** Which of a composition's contracts is meant. */
export interface ContractOptions {
  /** Keeps the initial weights in contract code. Default: in storage. */
  readonly codeWeights?: CodeWeights | undefined;
  /** Default: chunks. */
  readonly upload?: Upload | undefined;
}

/**
 * Makes contracts of compositions. `@chainlearn/adapter-evm/compiler` has the one that there is; a browser
 * application gives its adapter one that fetches finished contracts instead.
 */
export type EvmCompiler = (
  composition: ResolvedComposition,
  options?: ContractOptions,
) => Promise<CompiledContract>;

/**
 * Solidity names of what a composition fixes at creation, with the values of one instance as 256-bit words, in the
 * order that a clone has them.
 */
export function instanceValues(
  { params, roles }: ResolvedComposition,
  deployer: string,
  addresses: readonly string[],
): ReadonlyMap<string, bigint> {
  return new Map([
    ["DEPLOYER", BigInt(deployer)],
    ...params.map((param) => [paramName(param), BigInt.asUintN(256, param.value)] as const),
    ...roles.map((role, k) => [roleName(role), BigInt(addresses[k]!)] as const),
  ]);
}

/** Solidity name of the immutable that holds a parameter. */
export const paramName = (param: ResolvedComposition["params"][number]): string =>
  `${param.owner}Param_${param.spec.name}`;

/** Solidity name of the immutable that holds the address of a role. */
export const roleName = (role: string): string => `role_${role}`;
