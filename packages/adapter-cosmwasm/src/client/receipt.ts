import {
  type ChainId,
  ChainlearnError,
  type DeploymentReceipt,
  type ResolvedComposition,
  stateHash,
  toHex,
} from "@chainlearn/core";

type Step = DeploymentReceipt["steps"][number];

const UPLOAD = /^upload code (\d+)$/;

/** Name of the upload step; it carries the code id, which only an interrupted deployment needs. */
export const uploadStep = (codeId: number): string => `upload code ${codeId}`;

/** Code id of a receipt's upload step. */
export function uploadedCodeId(steps: readonly Step[]): number | undefined {
  for (const { step } of steps) {
    const match = UPLOAD.exec(step);
    if (match) return Number(match[1]);
  }
  return undefined;
}

/** The receipt of a deployment that has not sent anything yet. */
export function newReceipt(
  chain: ChainId,
  composition: ResolvedComposition,
  deployer: string,
  roles: Readonly<Record<string, string>>,
  code: { readonly checksum: string; readonly toolchain: Readonly<Record<string, string>> },
  initial: { readonly words: readonly bigint[]; readonly hot: readonly bigint[] },
): DeploymentReceipt {
  return {
    version: 1,
    chain,
    address: "",
    deployer,
    block: 0,
    kernelIds: composition.kernelIds,
    toolchain: code.toolchain,
    codeHash: code.checksum,
    plugins: pluginIds(composition),
    shape: composition.shape,
    params: paramTexts(composition),
    roles,
    initialStateHash: toHex(stateHash(initial.words, initial.hot)),
    steps: [],
    sealed: false,
  };
}

const pluginIds = (composition: ResolvedComposition): DeploymentReceipt["plugins"] => ({
  model: composition.model.manifest.id,
  mechanism: composition.mechanism.manifest.id,
  dataHandler: composition.dataHandler.manifest.id,
});

const paramTexts = (composition: ResolvedComposition): Record<string, string> =>
  Object.fromEntries(composition.params.map(({ spec, value }) => [spec.name, value.toString()]));

/**
 * Checks that a receipt is about this composition on this chain.
 * @throws ChainlearnError receipt_mismatch naming the first difference
 */
export function checkReceipt(
  receipt: DeploymentReceipt,
  chain: ChainId,
  composition: ResolvedComposition,
): void {
  compare("version", receipt.version, 1);
  compare("chain", receipt.chain, chain);
  compare("kernelIds", receipt.kernelIds, composition.kernelIds);
  compare("plugins", receipt.plugins, pluginIds(composition));
  compare("shape", receipt.shape, composition.shape);
  compare("params", receipt.params, paramTexts(composition));
}

/**
 * Checks that an interrupted deployment can go on with what is asked for now.
 * @throws ChainlearnError receipt_mismatch naming the first difference
 */
export function checkResumable(receipt: DeploymentReceipt, planned: DeploymentReceipt): void {
  compare("deployer", receipt.deployer, planned.deployer);
  compare("roles", receipt.roles, planned.roles);
  compare("codeHash", receipt.codeHash, planned.codeHash);
  compare("initialStateHash", receipt.initialStateHash, planned.initialStateHash);
}

function compare(what: string, found: unknown, wanted: unknown): void {
  if (canonical(found) !== canonical(wanted))
    throw new ChainlearnError(
      "receipt_mismatch",
      `the receipt's ${what} is ${canonical(found)}, not ${canonical(wanted)}.`,
    );
}

/** JSON with sorted keys: a receipt that went through a file may list them in another order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "missing";
