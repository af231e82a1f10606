import {
  type ActionSpec,
  ChainlearnError,
  type CommittedItem,
  type Contribution,
  keccak256,
  toHex,
} from "@chainlearn/core";
import {
  type AbiFunction,
  type AbiParameter,
  BaseError,
  concatHex,
  encodeAbiParameters,
  getAbiItem,
  type Hex,
  toFunctionSelector,
} from "viem";
import { actionAbi, growthAbi, isClaim, shellAbi } from "./abi.ts";
import type { RecordProof } from "./record-proofs.ts";

/** Integers as full words: one that does not fit its type is left for the contract to refuse. */
const widen = (parameter: AbiParameter): AbiParameter => ({
  ...parameter,
  type: parameter.type.replace(/^(u?int)\d+/, "$1256"),
});

/**
 * Calldata of a function.
 * @throws ChainlearnError malformed_message when an argument has no encoding at all, as an address that is none
 */
export function encodeCall(item: AbiFunction, args: readonly unknown[]): Hex {
  try {
    return concatHex([toFunctionSelector(item), encodeAbiParameters(item.inputs.map(widen), args)]);
  } catch (cause) {
    const why = cause instanceof BaseError ? `: ${cause.shortMessage.split("\n")[0]}` : ".";
    throw new ChainlearnError("malformed_message", `the arguments of ${item.name} cannot be encoded${why}`, {
      cause,
    });
  }
}

type ShellFunction = Extract<(typeof shellAbi)[number], { type: "function" }>["name"];

/** Calldata of a function that every composition has. */
export const encodeShellCall = (name: ShellFunction, args: readonly unknown[]): Hex =>
  encodeCall(getAbiItem({ abi: shellAbi, name }) as AbiFunction, args);

/** Calldata that takes the next label into use. @param name 32 bytes */
export const encodeAddClass = (name: Uint8Array): Hex =>
  encodeCall(getAbiItem({ abi: growthAbi, name: "addClass" }), [bytesToHex(name)]);

export const bytesToHex = (bytes: Uint8Array): Hex => `0x${toHex(bytes)}`;

/** What a call of an action says. */
export interface ActionCall {
  readonly contribution?: Contribution | undefined;
  /** Instead of the hash of the contribution's sample, where the action takes the hash. */
  readonly sampleHash?: Uint8Array | undefined;
  readonly item?: CommittedItem | undefined;
  readonly digest?: Uint8Array | undefined;
  /** Default: no bytes. */
  readonly parts?: Uint8Array | undefined;
  readonly args?: readonly bigint[] | undefined;
  /** With the data handler `accumulator`, for claims. */
  readonly proof?: RecordProof | undefined;
}

/**
 * Calldata of a mechanism's action.
 * @throws ChainlearnError malformed_message
 */
export function encodeAction(action: ActionSpec, call: ActionCall): Hex {
  const { digest, parts = new Uint8Array(), args = [] } = call;
  const proof = isClaim(action) ? call.proof : undefined;
  if (action.digest && !digest)
    throw new ChainlearnError("malformed_message", `${action.name} needs a digest.`);
  return encodeCall(actionAbi(action, proof !== undefined), [
    ...subjectOf(action, call),
    ...(action.digest && digest ? [bytesToHex(digest)] : []),
    ...(action.parts ? [bytesToHex(parts)] : []),
    ...args,
    ...(proof ? [proof.initialWord, proof.siblings.map(bytesToHex)] : []),
  ]);
}

/** What comes first in an action's calldata. */
function subjectOf({ name, record }: ActionSpec, { contribution, sampleHash, item }: ActionCall): unknown[] {
  if (record === "none") return [];
  if (record === "item") {
    if (!item) throw new ChainlearnError("malformed_message", `${name} needs the item that it reveals.`);
    return [item.label, bytesToHex(item.sample), bytesToHex(item.next)];
  }
  if (!contribution)
    throw new ChainlearnError("malformed_message", `${name} needs the contribution that it is about.`);
  const { id, time, submitter, label, sample } = contribution;
  const claimed = record === "sample" ? sample : (sampleHash ?? keccak256(sample));
  return [id, time, submitter, label, bytesToHex(claimed)];
}
