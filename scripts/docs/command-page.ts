import { createProgram } from "../../packages/cli/src/program.ts";
import { GENERATED, page } from "./markdown.ts";

const WIDTH = 110;

/** What of a commander command is read here, whatever its options are. */
interface Node {
  name(): string;
  readonly commands: readonly Node[];
  outputHelp(): void;
}

/** The reference of the command line: the help of every command, as it prints it. */
export function commandPage(): string {
  let written = "";
  const output = {
    writeOut: (text: string): void => {
      written += text;
    },
    getOutHelpWidth: () => WIDTH,
  };
  const helpOf = (node: Node): string => {
    written = "";
    node.outputHelp();
    return `\`\`\`text\n${written.trim()}\n\`\`\``;
  };
  const sections = (node: Node, path: readonly string[]): string[] => [
    `## ${path.join(" ")}`,
    helpOf(node),
    ...node.commands.flatMap((command) => sections(command, [...path, command.name()])),
  ];
  const program = createProgram(async () => {}, output) as Node;
  return page(
    GENERATED,
    "# The commands",
    "What `chainlearn --help` and `chainlearn <command> --help` print. [The guide](../guides/command-line.md) goes through them.",
    ...sections(program, ["chainlearn"]),
  );
}
