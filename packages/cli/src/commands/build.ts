import { resolve } from "node:path";
import { ChainlearnError, kernelId } from "@chainlearn/core";
import { generateKernels } from "@chainlearn/kernel/compiler";
import type { Command } from "@commander-js/extra-typings";
import { table } from "../output/table.ts";
import type { Run } from "./command.ts";
import { commonOptions, examples } from "./options.ts";

/** `chainlearn build`: compiles the kernels of one's own plugins. */
export function build(command: Command, run: Run): void {
  commonOptions(command)
    .argument("[folder]", "folder of plugins, each a folder with a kernel.ts", "src")
    .description("Compile the kernels of your plugins; what is up to date is left alone.")
    .addHelpText("after", examples("chainlearn build src"))
    .action((given, options) =>
      run(options, async (session) => {
        const { environment, signal } = session;
        const folder = resolve(environment.folder, given);
        const made = await generateKernels(folder, {
          signal,
          onProgress: session.progress("kernels compiled"),
        });
        if (made.length === 0)
          throw new ChainlearnError(
            "invalid_file",
            `${folder} has no plugin: a folder with a kernel.ts. "chainlearn new" makes one.`,
          );
        const kernels = made.map(({ id, kernel, file }) => ({
          id,
          bytes: kernel.length,
          kernelId: kernelId(kernel),
          file,
        }));
        return {
          json: { kernels },
          text: table(
            ["plugin", "bytes", "kernel"],
            kernels.map((one) => [one.id, `${one.bytes}`, one.kernelId]),
          ),
        };
      }),
    );
}
