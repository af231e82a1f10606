/** What is compared besides the log and what follows from it. */
export interface CodeCheck {
  /** code: what runs; instance: deployer, parameters and roles; creation: that nothing else has made its state. */
  readonly part: "code" | "instance" | "creation";
  /** Where they differ first, in words; undefined when they match. */
  readonly difference?: string;
}

/** Outcome of comparing the code on chain with a rebuilt contract. */
export interface CodeVerification {
  readonly matches: boolean;
  /** One by one; `difference` is the first one's that has any. */
  readonly checks: readonly CodeCheck[];
  /** Hash of the code on chain (EVM: keccak256 of the masked runtime code, CosmWasm: sha256 checksum). */
  readonly onChain: string;
  readonly rebuilt: string;
  /** Kernel ids that the contract reports. */
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** Where they differ first, in words; undefined when they match. */
  readonly difference?: string;
}

/** @param difference undefined: what is compared is equal */
export const codeCheck = (part: CodeCheck["part"], difference: string | undefined): CodeCheck => ({
  part,
  ...(difference !== undefined && { difference }),
});

/** The outcome of several checks of a contract's code. */
export function codeVerification(
  checks: readonly CodeCheck[],
  found: Pick<CodeVerification, "onChain" | "rebuilt" | "kernelIds">,
): CodeVerification {
  const difference = checks.find((check) => check.difference !== undefined)?.difference;
  return {
    matches: difference === undefined,
    checks,
    ...found,
    ...(difference !== undefined && { difference }),
  };
}
