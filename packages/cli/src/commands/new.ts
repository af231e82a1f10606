import { relative, resolve } from "node:path";
import { checksOf, KINDS, newPlugin } from "@chainlearn/templates";
import { Argument, type Command } from "@commander-js/extra-typings";
import type { Run } from "./command.ts";
import { commonOptions, examples } from "./options.ts";

/** `chainlearn new`: a plugin to start from. */
export function createPlugin(command: Command, run: Run): void {
  commonOptions(command)
    .addArgument(new Argument("<kind>", "what it is").choices(KINDS))
    .argument("<id>", "kebab-case, as nearest-neighbour")
    .description("Make a model or a mechanism from a template in which everything works already.")
    .option("--into <folder>", "folder of plugins", "src")
    .addHelpText("after", examples("chainlearn new model nearest-neighbour"))
    .action((kind, id, options) =>
      run(options, async ({ environment: { folder } }) => {
        const made = await newPlugin({ kind, id, into: resolve(folder, options.into) });
        const path = relative(folder, made.folder);
        const { missing, steps } = checksOf(made, folder);
        return {
          json: { ...made, missing },
          text: [
            `Made ${path}: ${made.files.join(", ")}; the kernel has ${made.kernel.bytes} bytes.`,
            "",
            "Next:",
            `  write your rule in ${path}/kernel.ts, and what it needs in manifest.ts`,
            `  npx chainlearn build ${options.into}`,
            `  import { ${made.identifier} } from "./${path}/plugin.ts" in chainlearn.config.ts, and put it in plugins`,
            "",
            `Its checks compare it with ${made.kind === "model" ? "oracle.ts" : "rules.ts"}, which states the rule once more:`,
            ...steps.map((step) => `  ${step}`),
          ].join("\n"),
        };
      }),
    );
}
