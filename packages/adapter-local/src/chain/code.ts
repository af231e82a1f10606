import {
  type CodeVerification,
  codeCheck,
  codeVerification,
  concatBytes,
  kernelId,
  type ResolvedComposition,
} from "@chainlearn/core";

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
  // What an instance was given is compared when a trainer is attached; nothing else than this chain creates one.
  return codeVerification([codeCheck("code", difference && `the ${difference}'s kernel`)], {
    onChain,
    rebuilt,
    kernelIds: { model: kernelId(deployed.model.kernel), mechanism: kernelId(deployed.mechanism.kernel) },
  });
}
