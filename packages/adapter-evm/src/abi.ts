import type { ActionSpec, DataHandlerPlugin, MechanismManifest, ResolvedComposition } from "@chainlearn/core";
import { type Abi, type AbiFunction, type AbiParameter, parseAbi } from "viem";
import { claimsWithProof, paramName, roleName } from "./artifact.ts";

/** What every composition's contract has; the actions of its mechanism come on top ({@link contractAbi}). */
export const shellAbi = parseAbi([
  "error Rejected(uint16 code)",
  "event StateWritten(address indexed actor, uint256 firstWord, bytes words)",
  "event Sealed(address indexed actor, uint256 entry, bytes32 stateHash, int256[] hot)",
  "event DataAdded(uint256 indexed id, address indexed actor, uint256 entry, bytes sample)",
  "event Acted(uint256 indexed id, address indexed actor, uint256 entry)",
  "event Acted(uint256 indexed id, address indexed actor, uint256 entry, int64[] args)",
  "event Withdrawn(address indexed actor, address indexed to, uint256 entry)",
  "event Credited(address indexed actor, uint256 entry)",
  "function initialize(uint256 firstWord, uint256[] words) payable",
  "function seal(int256[] hot) payable",
  "function addData(uint256 label, bytes sample) payable",
  "function addMany(uint256 count, bytes batch) payable returns (uint256 cost)",
  "function multicall(bytes[] calls) payable",
  "function withdraw(address to) payable",
  "function quote() view returns (int64 cost)",
  "function predict(bytes sample) view returns (int32 label)",
  "function slots(uint256 first, uint256 count) view returns (uint256[] words)",
]);

/** What those that grow have besides. */
export const growthAbi = parseAbi([
  "event ClassAdded(address indexed actor, uint256 entry, bytes32 name)",
  "function addClass(bytes32 name) payable",
  "function labels() view returns (uint16 count)",
]);

/** What those have besides whose actions are about items or take 32 bytes. */
export const itemsAbi = parseAbi([
  "event ActedItem(address indexed actor, uint256 entry, bytes32 next, bytes sample)",
  "event ActedItem(address indexed actor, uint256 entry, bytes32 next, bytes sample, int64[] args)",
  "event Acted(uint256 indexed id, address indexed actor, uint256 entry, bytes32 digest)",
  "event Acted(uint256 indexed id, address indexed actor, uint256 entry, bytes32 digest, int64[] args)",
]);

/** What those have besides whose actions open parts of a list. */
export const partsAbi = parseAbi([
  "event ActedParts(address indexed actor, uint256 entry, bytes parts)",
  "event ActedParts(address indexed actor, uint256 entry, bytes parts, int64[] args)",
]);

/** Whether an action opens parts of a list. */
export const opensParts = (actions: readonly ActionSpec[]): boolean => actions.some(({ parts }) => parts);

/** Whether an action is about an item or takes 32 bytes. */
export const bringsItems = (actions: readonly ActionSpec[]): boolean =>
  actions.some(({ record, digest }) => record === "item" || digest);

const parameter = (name: string, type: string): AbiParameter => ({ name, type });

const RECORD_PARTS = [
  parameter("id", "uint48"),
  parameter("time", "uint40"),
  parameter("submitter", "address"),
  parameter("label", "uint16"),
];
const CLAIM: Readonly<Record<ActionSpec["record"], readonly AbiParameter[]>> = {
  none: [],
  sample: [...RECORD_PARTS, parameter("sample", "bytes")],
  hash: [...RECORD_PARTS, parameter("sampleHash", "bytes32")],
  item: [parameter("label", "uint16"), parameter("sample", "bytes"), parameter("next", "bytes32")],
};

const PROOF = [parameter("initialWord", "uint256"), parameter("proof", "bytes32[]")];

/** Whether an action is about a contribution. */
export const isClaim = ({ record }: ActionSpec): boolean => record === "sample" || record === "hash";

/** The entry point of a mechanism's action. @param withProof whether claims bring one */
export const actionAbi = (action: ActionSpec, withProof: boolean): AbiFunction => ({
  type: "function",
  name: action.name,
  // Payments are refused with a code and not by the compiler's own check, which has none.
  stateMutability: "payable",
  inputs: [
    ...CLAIM[action.record],
    ...(action.digest ? [parameter("digest", "bytes32")] : []),
    ...(action.parts ? [parameter("parts", "bytes")] : []),
    ...action.args.map((arg) => parameter(arg, "int64")),
    ...(withProof && isClaim(action) ? PROOF : []),
  ],
  outputs: [],
});

/** What an instance of a composition says about itself. */
export const instanceAbi = ({ params, roles }: ResolvedComposition): AbiFunction => ({
  type: "function",
  name: "instance",
  stateMutability: "view",
  inputs: [],
  outputs: [
    parameter("deployer", "address"),
    ...params.map((param) => parameter(`${paramName(param)}_`, "int64")),
    ...roles.map((role) => parameter(`${roleName(role)}_`, "address")),
    parameter("modelKernel", "bytes32"),
    parameter("mechanismKernel", "bytes32"),
  ],
});

/**
 * What the contracts of all compositions with a mechanism and a data handler have in common. They have `instance()`
 * besides, which depends on the model too, and those that grow {@link growthAbi}: {@link contractAbi} has it all.
 */
export const mechanismAbi = ({ actions }: MechanismManifest, dataHandler: DataHandlerPlugin): Abi => [
  ...shellAbi,
  ...(bringsItems(actions) ? itemsAbi : []),
  ...(opensParts(actions) ? partsAbi : []),
  ...actions.map((action) => actionAbi(action, claimsWithProof({ dataHandler }))),
];

/** The ABI of a composition's contract, as its manifests determine it; needs no compiler. */
export const contractAbi = (composition: ResolvedComposition): Abi => [
  ...mechanismAbi(composition.mechanism.manifest, composition.dataHandler),
  ...(composition.growth ? growthAbi : []),
  instanceAbi(composition),
];
