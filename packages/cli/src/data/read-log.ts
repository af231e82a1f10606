import type { PlacedLogEntry } from "@chainlearn/core";
import type { Deployed, Session } from "../session.ts";

/** Few requests of a node, and few enough for people to see that it goes on. */
const BLOCKS_PER_PAGE = 10_000;

/**
 * A deployment's log in order as the chain gives it, a page in memory at a time, with progress.
 * @throws ChainlearnError nodes_disagree when a contribution is missing between two pages, or at the end
 */
export async function* readLog(
  session: Session,
  { trainer, receipt }: Pick<Deployed, "trainer" | "receipt">,
): AsyncGenerator<PlacedLogEntry, void, undefined> {
  const { signal } = session;
  const progress = session.progress("blocks read");
  let firstContribution = 0;
  let newest = await trainer.block(session);
  for (let fromBlock = receipt.block; fromBlock <= newest; fromBlock += BLOCKS_PER_PAGE) {
    // Reading may have taken long, and only at the end of the chain does it show whether all is there.
    if (fromBlock + BLOCKS_PER_PAGE > newest) newest = await trainer.block(session);
    const toBlock = Math.min(newest, fromBlock + BLOCKS_PER_PAGE - 1);
    const page = await trainer.log({ fromBlock, toBlock, firstContribution, signal });
    firstContribution += page.filter(({ kind }) => kind === "dataAdded").length;
    progress(toBlock - receipt.block + 1, newest - receipt.block + 1);
    yield* page;
  }
}
