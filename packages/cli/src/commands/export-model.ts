import { resolve } from "node:path";
import { exportModel, readModelState } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { writeWhole } from "../files/write.ts";
import { toJson } from "../output/json.ts";
import { checkBlock } from "../session.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions, wholeNumber } from "./options.ts";

/** `chainlearn export model`: the numbers of a deployed model with all that gives them their meaning. */
export function exportModelFile(command: Command, run: Run): void {
  placeOptions(command)
    .description("Write the deployed model's numbers, for another deployment or a program.")
    .option("--out <file>", "file to write (default: standard output)")
    .option("--block <number>", "the model at this block (default: the newest)", wholeNumber)
    .addHelpText("after", examples("chainlearn export model --chain sepolia --out spam.model.json"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          const { trainer, composition } = deployed;
          await checkBlock(options.block, deployed);
          const model = exportModel(composition, await readModelState(trainer, options.block));
          if (options.out === undefined) return { json: model, text: toJson(model) };
          const file = resolve(session.environment.folder, options.out);
          await writeWhole(file, `${toJson(model)}\n`);
          const { cells, stateHash } = model;
          return {
            json: { file, cells: cells.length, stateHash },
            text: `${cells.length} cells in ${file}, hash ${stateHash}`,
          };
        }),
      ),
    );
}
