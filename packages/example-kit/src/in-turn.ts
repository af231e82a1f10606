import { stderr } from "node:process";
import type { DevChain } from "@chainlearn/core";
import { CHAINS, type ChainName } from "./chains.ts";
import { createProgress } from "./progress.ts";

/** What a story tells of its way: the share that is done, 0 to 1, and what happens now. */
export type OnProgress = (done: number, what: string) => void;

/** Tells a story on each chain, one after the other, with a bar for each. The chains are closed, also where it fails. */
export async function inTurn<T>(
  names: readonly ChainName[],
  tell: (chain: DevChain, onProgress: OnProgress) => Promise<T>,
): Promise<T[]> {
  const progress = createProgress(
    names.map((name) => CHAINS[name].title),
    stderr,
  );
  const told: T[] = [];
  try {
    for (const name of names) {
      const { title, start } = CHAINS[name];
      progress.update(title, 0, "starting");
      const chain = await start();
      try {
        told.push(await tell(chain, (done, what) => progress.update(title, done, what)));
      } finally {
        await chain.close();
      }
      progress.update(title, 1, "done");
    }
  } finally {
    progress.end();
  }
  return told;
}
