import {
  type ChainId,
  type CodeWeights,
  type DeploymentReceipt,
  type DeployOptions,
  type InitialState,
  type ResolvedComposition,
  receiptParts,
} from "@chainlearn/core";
import { codeHash } from "./code.ts";

/** What a receipt says about a composition. */
export const compositionParts = (
  composition: ResolvedComposition,
): ReturnType<typeof receiptParts> & Pick<DeploymentReceipt, "codeHash"> => ({
  ...receiptParts(composition),
  codeHash: codeHash(composition),
});

/** The receipt of a deployment that has just begun. */
export async function firstReceipt(
  composition: ResolvedComposition,
  options: DeployOptions,
  place: {
    readonly chain: ChainId;
    readonly address: string;
    readonly block: number;
    readonly transaction: string;
    readonly implementation: string | undefined;
    readonly codeWeights: CodeWeights | undefined;
    readonly upload: "chunks" | "once";
  },
  state: InitialState,
): Promise<DeploymentReceipt> {
  const { TOOLCHAIN } = await import("@chainlearn/kernel/compiler");
  const { implementation, codeWeights, upload } = place;
  return {
    ...compositionParts(composition),
    ...(implementation === undefined ? {} : { implementation }),
    ...(codeWeights === undefined ? {} : { codeWeights }),
    ...(upload === "once" ? { upload } : {}),
    chain: place.chain,
    address: place.address,
    deployer: options.from,
    block: place.block,
    toolchain: TOOLCHAIN,
    roles: { ...options.roles },
    initialStateHash: state.hash,
    steps: [{ step: "create", transaction: place.transaction, gasUsed: "0" }],
    sealed: false,
  };
}
