import { type Address, concatHex, getAddress, type Hex, numberToHex, size, slice } from "viem";

/** Minimal proxy (EIP-1167) before and behind the address of its implementation. */
const PROXY_HEAD: Hex = "0x363d3d373d3d3d363d73";
const PROXY_TAIL: Hex = "0x5af43d82803e903d91602b57fd5bf3";
/** PUSH2 size, RETURNDATASIZE, DUP2, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURN: gives back what follows it. */
const creation = (bytes: number): Hex => `0x61${bytes.toString(16).padStart(4, "0")}3d81600a3d39f3`;

/** Runtime code of a clone: the proxy and the values of its instance, one word each (contracts/Instance.sol). */
export const cloneCode = (implementation: Address, values: Iterable<bigint>): Hex =>
  concatHex([
    PROXY_HEAD,
    implementation,
    PROXY_TAIL,
    ...[...values].map((value) => numberToHex(value, { size: 32 })),
  ]);

/** What creates a clone. */
export function cloneCreationCode(implementation: Address, values: Iterable<bigint>): Hex {
  const code = cloneCode(implementation, values);
  return concatHex([creation(size(code)), code]);
}

/** Bytes of code before a clone's values. */
export const CLONE_VALUES_AT: number = size(PROXY_HEAD) + 20 + size(PROXY_TAIL);

/** The contract whose code a clone runs; undefined: the code is no clone's. */
export function clonedBy(code: Hex): Address | undefined {
  const isClone = size(code) >= CLONE_VALUES_AT && slice(code, 0, size(PROXY_HEAD)) === PROXY_HEAD;
  return isClone ? getAddress(slice(code, size(PROXY_HEAD), size(PROXY_HEAD) + 20)) : undefined;
}
