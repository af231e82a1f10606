import { type ActionSpec, ChainlearnError, type ResolvedComposition } from "@chainlearn/core";

/** Entries of every shell; an action cannot have one of these names. */
const TAKEN = [
  "addClass",
  "addData",
  "addMany",
  "multicall",
  "initialize",
  "seal",
  "withdraw",
  "quote",
  "predict",
  "slots",
  "instance",
  "labels",
  "instanceDeployer",
  "original",
  "loadInstance",
  "returnInstance",
  "loadImmutables",
  "openItem",
  "logItem",
  "logDigest",
  "openParts",
  "logParts",
];

const RECORD_PARTS = ["id", "time", "submitter", "label", "sample", "sampleHash", "initialWord", "proof"];

const partsOf = ({ record, digest, parts }: ActionSpec): string[] => [
  ...RECORD_PARTS,
  ...(record === "item" ? ["next"] : []),
  ...(digest ? ["digest"] : []),
  ...(parts ? ["parts"] : []),
];

/** Names that the generated entry of an action uses; an argument would hide them. */
const USED = [
  "enter",
  "enterWithPayment",
  "withMeter",
  "storeMeter",
  "storeWholeMeter",
  "forQuote",
  "forPrediction",
  "openRecord",
  "requireSealed",
  "logAction",
  "deliver",
  "Acted",
  "Context",
  "Contexts",
  "Samples",
  "Slots",
  "msg",
];

function checkFree(what: string, names: readonly string[], taken: readonly string[]): void {
  const found = names.find((name) => taken.includes(name));
  if (found !== undefined)
    throw new ChainlearnError(
      "invalid_composition",
      `the ${what} "${found}" is taken on the EVM; choose another name.`,
    );
}

/**
 * Checks that names of the mechanism are not those of the generated contract. That they are names, and different ones,
 * was checked with the composition.
 * @throws ChainlearnError invalid_composition
 */
export function checkNames({ mechanism }: ResolvedComposition): void {
  const { actions } = mechanism.manifest;
  checkFree(
    "action",
    actions.map(({ name }) => name),
    [...TAKEN, ...USED],
  );
  for (const action of actions) checkFree("argument", action.args, [...partsOf(action), ...USED]);
}
