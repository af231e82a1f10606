import { relative, resolve } from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { createProject } from "../project/project.ts";
import type { Run } from "./command.ts";
import { commonOptions, examples } from "./options.ts";

/** `chainlearn init`: makes a folder a project. */
export function init(command: Command, run: Run): void {
  commonOptions(command)
    .argument("[folder]", "folder of the project; it is made if it is missing", ".")
    .description("Make an empty folder a project that works at once: configuration, packages, first data.")
    .addHelpText("after", examples("chainlearn init my-project"))
    .action((given, options) =>
      run(options, async ({ environment }) => {
        const project = await createProject(resolve(environment.folder, given));
        const { folder, written, completed, kept } = project;
        const path = relative(environment.folder, folder);
        const next = [
          ...(path === "" ? [] : [`cd ${/[^\w./-]/.test(path) ? JSON.stringify(path) : path}`]),
          ...(written.concat(completed).includes("package.json") ? ["npm install"] : []),
          "npx chainlearn dev",
        ];
        const said = [
          ["Wrote", written],
          ["Completed", completed],
          ["Kept as they are", kept],
        ] as const;
        return {
          json: { ...project, next },
          text: [
            ...said.flatMap(([what, names]) => (names.length > 0 ? [`${what}: ${names.join(", ")}`] : [])),
            "",
            "Next:",
            ...next.map((line) => `  ${line}`),
          ].join("\n"),
        };
      }),
    );
}
