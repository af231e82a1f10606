import { type ActionSpec, ChainlearnError, type ResolvedComposition } from "@chainlearn/core";

const IDENTIFIER = /^[a-zA-Z][a-zA-Z0-9]*$/;

/** Entries of every shell; an action cannot have one of these names. */
const TAKEN = new Set([
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
]);

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

const fail = (message: string): never => {
  throw new ChainlearnError("invalid_composition", message);
};

function checkList(what: string, names: readonly string[], taken: Iterable<string> = []): void {
  const seen = new Set(taken);
  for (const name of names) {
    if (!IDENTIFIER.test(name)) fail(`${what} "${name}": letters and digits, a letter first, are possible.`);
    if (seen.has(name)) fail(`${what} "${name}" is taken; choose another name.`);
    seen.add(name);
  }
}

/**
 * Checks that the names of the manifests can be Solidity names.
 * @throws ChainlearnError invalid_composition
 */
export function checkNames({ model, mechanism, roles }: ResolvedComposition): void {
  checkList(
    "model parameter",
    model.manifest.params.map((param) => param.name),
  );
  checkList(
    "mechanism parameter",
    mechanism.manifest.params.map((param) => param.name),
  );
  checkList("role", roles);
  checkList(
    "action",
    mechanism.manifest.actions.map((action) => action.name),
    [...TAKEN, ...USED],
  );
  for (const action of mechanism.manifest.actions)
    checkList("argument", action.args, [...partsOf(action), ...USED]);
}
