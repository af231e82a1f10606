import { Replay } from "@chainlearn/adapter-local";
import { ChainlearnError, stateHash, toHex } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../output/table.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions, wholeNumber } from "./options.ts";

/** Entries between two looks at the signal. */
const ENTRIES_PER_STRETCH = 512;

/** `chainlearn replay`: rebuilds the model from the log alone. */
export function replay(command: Command, run: Run): void {
  placeOptions(command)
    .description("Rebuild the model from the contract's log alone, in this process; verify also compares it.")
    .option("--block <number>", "replay up to this block (default: the newest)", wholeNumber)
    .addHelpText("after", examples("chainlearn replay --chain sepolia --json"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async ({ trainer, composition }) => {
          const { signal } = session;
          const block = options.block ?? (await trainer.block());
          const log = await trainer.log({ toBlock: block, signal });
          const own = await Replay.create(composition, trainer);
          const progress = session.progress("replayed");
          for (const [i, entry] of log.entries()) {
            if (i % ENTRIES_PER_STRETCH === 0) {
              progress(i, log.length);
              await new Promise((resolve) => setTimeout(resolve, 0));
              if (signal.aborted) throw new ChainlearnError("aborted", "the replay was stopped.");
            }
            const difference = own.apply(entry);
            if (difference)
              throw new ChainlearnError(
                "invalid_log",
                `${difference.where}: ${difference.actual}, expected ${difference.expected}.`,
                { details: { entry: i } },
              );
          }
          progress(log.length, log.length);
          const { shell } = own;
          const hash = toHex(stateHash(shell.words(), shell.hot()));
          const books = shell.books();
          const contributions = own.known.contributions.length;
          return {
            json: { block, entries: log.length, contributions, stateHash: hash, labels: shell.labels, books },
            text: pairs([
              ["block", `${block}`],
              ["log entries", `${log.length}`],
              ["contributions", `${contributions}`],
              ["state hash", hash],
              ["paid in, out, owed", `${books.paidIn}, ${books.paidOut}, ${books.owed} units`],
            ]),
          };
        }),
      ),
    );
}
