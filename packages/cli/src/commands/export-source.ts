import { resolve } from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { writeWhole } from "../files/write.ts";
import { pairs } from "../output/table.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions, strangerOptions } from "./options.ts";

/** `chainlearn export source`: what others build a deployed contract from. */
export function exportSource(command: Command, run: Run): void {
  strangerOptions(placeOptions(command))
    .description(
      "Write the sources of a deployed contract, built anew: for public verifiers of the EVM solc's standard JSON input with the constructor arguments, on CosmWasm the wasm with its checksum.",
    )
    .option("--out <folder>", "folder to write to", "source")
    .addHelpText(
      "after",
      examples(
        "chainlearn export source --chain sepolia --out verify",
        "chainlearn export source --chain osmosis --address osmo1tj3s66fy5v7jxs5rvz2vqvg5kgyagt9ucqpvjc",
      ),
    )
    .action((options) =>
      run(options, (session) =>
        session.atContract(options, async ({ chain, composition, receipt, trainer }) => {
          const { files, codeHash } = await chain.adapter.source(composition, receipt);
          const folder = resolve(session.environment.folder, options.out);
          const written = Object.keys(files).map((name) => resolve(folder, name));
          for (const [name, content] of Object.entries(files))
            await writeWhole(resolve(folder, name), content);
          const { checks } = await trainer.verifyCode();
          const difference = checks.find(({ part }) => part === "code")?.difference;
          return {
            json: {
              address: receipt.address,
              codeHash,
              matches: difference === undefined,
              difference,
              files: written,
            },
            text: pairs([
              ...written.map((file) => ["written", file] as const),
              ["code", codeHash],
              ["on chain", difference ?? "the same"],
            ]),
            kind: difference === undefined ? "done" : "mismatch",
          };
        }),
      ),
    );
}
