import { type Argument, Command, type OutputConfiguration } from "@commander-js/extra-typings";
import { act } from "./commands/act.ts";
import { addData } from "./commands/add-data.ts";
import { build } from "./commands/build.ts";
import { chains } from "./commands/chains.ts";
import type { Run } from "./commands/command.ts";
import { curator } from "./commands/curator/curator.ts";
import { deploy } from "./commands/deploy.ts";
import { dev } from "./commands/dev.ts";
import { doctor } from "./commands/doctor.ts";
import { exportData } from "./commands/export-data.ts";
import { exportAbi, exportSchema } from "./commands/export-interface.ts";
import { exportModelFile } from "./commands/export-model.ts";
import { exportSource } from "./commands/export-source.ts";
import { follow } from "./commands/follow.ts";
import { importModelFile } from "./commands/import.ts";
import { init } from "./commands/init.ts";
import { key } from "./commands/key/key.ts";
import { market } from "./commands/market/market.ts";
import { createPlugin } from "./commands/new.ts";
import { predict } from "./commands/predict.ts";
import { quote } from "./commands/quote.ts";
import { refund } from "./commands/refund.ts";
import { replay } from "./commands/replay.ts";
import { report } from "./commands/report.ts";
import { status } from "./commands/status.ts";
import { verify } from "./commands/verify.ts";
import { withdraw } from "./commands/withdraw.ts";
import { EXIT_CODES, EXIT_MEANINGS, type ExitKind } from "./exit-codes.ts";
import { version } from "./version.ts";

const exitCodes = (): string =>
  Object.entries(EXIT_CODES)
    .map(([kind, code]) => `  ${String(code).padEnd(4)} ${EXIT_MEANINGS[kind as ExitKind]}`)
    .join("\n");

const argumentTerm = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

/** The program with all its commands. */
export function createProgram(run: Run, output: OutputConfiguration): Command {
  const program = new Command("chainlearn")
    .description("Deploy, feed, verify and export models that a community trains on a blockchain.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    // Without "[options]" behind each name there is room for what they do.
    .configureHelp({
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" "),
    })
    .exitOverride()
    .configureOutput(output)
    .showHelpAfterError("(--help lists what is possible)")
    .addHelpText("after", `\nExit codes:\n${exitCodes()}`);
  const command = (name: string): Command => program.command(name);

  init(command("init"), run);
  createPlugin(command("new"), run);
  build(command("build"), run);
  dev(command("dev"), run);
  chains(command("chains"), run);
  key(command("key"), run);
  doctor(command("doctor"), run);
  deploy(command("deploy"), run);
  quote(command("quote"), run);
  addData(command("add-data"), run);
  predict(command("predict"), run);
  refund(command("refund"), run);
  report(command("report"), run);
  act(command("act"), run);
  market(command("market"), run);
  curator(command("curator"), run);
  withdraw(command("withdraw"), run);
  status(command("status"), run);
  follow(command("follow"), run);
  replay(command("replay"), run);
  verify(command("verify"), run);
  const exports = command("export")
    .description("Write the model, the data, the sources or the interface of a contract to files.")
    .helpCommand(false);
  exportModelFile(exports.command("model"), run);
  exportData(exports.command("data"), run);
  exportSource(exports.command("source"), run);
  exportAbi(exports.command("abi"), run);
  exportSchema(exports.command("schema"), run);
  importModelFile(command("import"), run);
  return program;
}
