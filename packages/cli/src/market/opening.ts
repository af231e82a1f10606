import { ChainlearnError, openParts } from "@chainlearn/core";
import type { MarketLog } from "./market-log.ts";
import type { MarketSecrets } from "./secrets-file.ts";

/**
 * The opening of all test items: from the secrets, or as the last reveal has it in the log, where everybody finds it.
 * @throws ChainlearnError not_permitted when they are not revealed and not known here
 */
export async function fullOpening(log: MarketLog, secrets: MarketSecrets): Promise<Uint8Array> {
  const own = await secrets.tests();
  if (own) return openParts(own);
  if (log.opening) return log.opening;
  throw new ChainlearnError(
    "not_permitted",
    `the test items are not revealed, and ${secrets.file} has none.`,
  );
}
