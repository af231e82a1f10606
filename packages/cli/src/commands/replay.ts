import { Replay, replayLog } from "@chainlearn/adapter-local";
import { linkInProcess } from "@chainlearn/adapter-local/isolated";
import { type LogStep, stateHash, toHex } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../output/table.ts";
import { checkBlock } from "../session.ts";
import { withStore } from "../store/follow-store.ts";
import type { Run } from "./command.ts";
import { examples, storeOptions, wholeNumber } from "./options.ts";

async function* upTo(block: number, log: AsyncIterable<LogStep>): AsyncGenerator<LogStep> {
  for await (const step of log) {
    if (step.entry.position.block > block) return;
    yield step;
  }
}

/** `chainlearn replay`: rebuilds the model from the log alone. */
export function replay(command: Command, run: Run): void {
  storeOptions(command)
    .description(
      "Rebuild the model from the contract's log alone, in this process; verify also compares it. The log goes through the log store, where what was fetched once stays.",
    )
    .option("--block <number>", "replay up to this block (default: the newest)", wholeNumber)
    .addHelpText("after", examples("chainlearn replay --chain sepolia --json"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          await checkBlock(options.block, deployed);
          return withStore(session, deployed, options, async (store, stored) => {
            const { trainer, composition } = deployed;
            const block = Math.min(options.block ?? stored.block, stored.block);
            const own = await Replay.create(composition, trainer, {
              contributions: "brought",
              linker: linkInProcess,
            });
            const progress = session.progress("replayed");
            // How many are up to an earlier block is known when it is reached.
            const total = block < stored.block ? undefined : stored.entries;
            await replayLog(own, upTo(block, store.steps(trainer.accountId)), {
              signal: session.signal,
              onProgress: (entries) => progress(entries, total),
            });
            const { entries, shell } = own;
            const hash = toHex(stateHash(shell.words(), shell.hot()));
            const books = shell.books();
            const contributions = shell.sealed ? shell.nextId : 0;
            return {
              json: { block, entries, contributions, stateHash: hash, labels: shell.labels, books },
              text: pairs([
                ["block", `${block}`],
                ["log entries", `${entries}`],
                ["contributions", `${contributions}`],
                ["state hash", hash],
                ["paid in, out, owed", `${books.paidIn}, ${books.paidOut}, ${books.owed} units`],
              ]),
            };
          });
        }),
      ),
    );
}
