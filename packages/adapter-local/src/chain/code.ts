import { type CodeVerification, concatBytes, kernelId, type ResolvedComposition } from "@chainlearn/core";

/** What stands for a contract's code here: the kernels that it runs. */
export const codeHash = (composition: ResolvedComposition): string =>
  kernelId(concatBytes(composition.model.kernel, composition.mechanism.kernel));

/** Compares the kernels that a contract runs with those of a composition. */
export function compareCode(deployed: ResolvedComposition, expected: ResolvedComposition): CodeVerification {
  const onChain = codeHash(deployed);
  const rebuilt = codeHash(expected);
  const difference = (["model", "mechanism"] as const).find(
    (role) => kernelId(deployed[role].kernel) !== kernelId(expected[role].kernel),
  );
  return {
    matches: difference === undefined,
    onChain,
    rebuilt,
    kernelIds: { model: kernelId(deployed.model.kernel), mechanism: kernelId(deployed.mechanism.kernel) },
    ...(difference === undefined ? {} : { difference: `the ${difference}'s kernel` }),
  };
}
