import type { CodeCheck, CodeVerification } from "./trainer.ts";

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
