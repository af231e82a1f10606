import {
  type ChainId,
  ChainlearnError,
  type DeploymentReceipt,
  type InitialState,
  type ReceiptParts,
  type ResolvedComposition,
  receiptParts,
} from "@chainlearn/core";

type Step = DeploymentReceipt["steps"][number];

/** Steps of a deployment; the first one is told with the code's id. */
export const UPLOAD = "upload";
export const INSTANTIATE = "instantiate";
export const SEAL = "seal";

const UPLOADED = /^upload code (\d+)$/;

/** Name of the upload step; it carries the code id, which only an interrupted deployment needs. */
export const uploadStep = (codeId: number): string => `upload code ${codeId}`;

/** Code id of a receipt's upload step. */
export function uploadedCodeId(steps: readonly Step[]): number | undefined {
  for (const { step } of steps) {
    const match = UPLOADED.exec(step);
    if (match) return Number(match[1]);
  }
  return undefined;
}

/** Whether a deployment has its contract; its address may be known before. */
export const isCreated = ({ steps }: DeploymentReceipt): boolean =>
  steps.some(({ step }) => step === INSTANTIATE);

/**
 * Code id that a deployment instantiated, its own or, of a clone, its original's.
 * @throws ChainlearnError receipt_mismatch
 */
export function codeIdOf({ implementation, steps }: DeploymentReceipt): number {
  const id = implementation === undefined ? uploadedCodeId(steps) : Number(implementation);
  if (id === undefined || !Number.isSafeInteger(id))
    throw new ChainlearnError("receipt_mismatch", "the original's receipt names no code id.");
  return id;
}

/** The receipt of a deployment that has not sent anything yet. */
export function newReceipt(
  chain: ChainId,
  composition: ResolvedComposition,
  deployer: string,
  roles: Readonly<Record<string, string>>,
  code: { readonly checksum: string; readonly toolchain: Readonly<Record<string, string>> },
  initial: InitialState,
  cloneOf?: number,
): DeploymentReceipt {
  return {
    ...receiptParts(composition),
    ...(cloneOf === undefined ? {} : { implementation: `${cloneOf}` }),
    chain,
    address: "",
    deployer,
    block: 0,
    toolchain: code.toolchain,
    codeHash: code.checksum,
    roles,
    initialStateHash: initial.hash,
    steps: [],
    sealed: false,
  };
}

/** What an interrupted deployment has to have in common with what is asked for now. */
export const planOf = ({
  deployer,
  roles,
  codeHash,
  initialStateHash,
  implementation,
}: DeploymentReceipt): ReceiptParts => ({ deployer, roles, codeHash, initialStateHash, implementation });
