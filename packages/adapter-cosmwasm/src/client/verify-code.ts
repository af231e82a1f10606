import type { CodeVerification, ResolvedComposition } from "@chainlearn/core";
import type { Connection } from "../connection.ts";
import type { BuiltContract } from "./deploy.ts";
import { queryKernelIds } from "./views.ts";

/** Rebuilds the contract and compares its checksum, and the kernel ids that it reports, with what runs on chain. */
export async function verifyContractCode(
  connection: Connection,
  contract: string,
  composition: ResolvedComposition,
  build: (composition: ResolvedComposition) => Promise<BuiltContract>,
): Promise<CodeVerification> {
  const onChain = await connection.checksum(contract);
  const kernelIds = await queryKernelIds(connection, contract);
  const { checksum: rebuilt } = await build(composition);
  const difference = firstDifference(composition, kernelIds, onChain, rebuilt);
  return {
    matches: difference === undefined,
    onChain,
    rebuilt,
    kernelIds,
    ...(difference === undefined ? {} : { difference }),
  };
}

function firstDifference(
  composition: ResolvedComposition,
  reported: CodeVerification["kernelIds"],
  onChain: string,
  rebuilt: string,
): string | undefined {
  const expected = composition.kernelIds;
  if (reported.model !== expected.model)
    return `the contract reports the model kernel ${reported.model}, not ${expected.model}.`;
  if (reported.mechanism !== expected.mechanism)
    return `the contract reports the mechanism kernel ${reported.mechanism}, not ${expected.mechanism}.`;
  if (onChain !== rebuilt)
    return `the code on chain has the checksum ${onChain}; the rebuilt contract has ${rebuilt}.`;
  return undefined;
}
