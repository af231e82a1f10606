import { ChainlearnError, openParts, readParts } from "@chainlearn/core";
import type { Deployed } from "../session.ts";
import type { MarketSecrets } from "./secrets-file.ts";

/**
 * The opening of all test items: from the secrets, or as the last reveal has it in the log, where everybody finds it.
 * @throws ChainlearnError not_permitted when they are not revealed and not known here
 */
export async function fullOpening(
  { trainer, composition }: Deployed,
  secrets: MarketSecrets,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const own = await secrets.tests();
  if (own) return openParts(own);
  for (const entry of (await trainer.log({ signal })).toReversed()) {
    if (entry.kind !== "acted" || !entry.parts) continue;
    const { open } = readParts(entry.parts, composition.shape, composition.shape.classes);
    if (open.length > 0 && open.every((isOpen) => isOpen)) return entry.parts;
  }
  throw new ChainlearnError(
    "not_permitted",
    `the test items are not revealed, and ${secrets.file} has none.`,
  );
}
