import { type VerificationReport, verify as verifyDeployment } from "@chainlearn/adapter-local";
import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../output/table.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions, wholeNumber } from "./options.ts";

function textOf({
  ok,
  block,
  entries,
  contributions,
  stateHash,
  firstDifference,
  code,
  ledger,
}: VerificationReport): string {
  return pairs([
    ["verified", ok ? "yes" : "NO"],
    ...(firstDifference
      ? ([
          ["first difference", firstDifference.where],
          ["  expected", String(firstDifference.expected)],
          ["  on chain", String(firstDifference.actual)],
        ] as const)
      : []),
    ["block", `${block}`],
    ["log entries", `${entries}`],
    ["contributions", `${contributions}`],
    ["state hash", stateHash],
    ["code", code.matches ? `${code.onChain}, as rebuilt` : `${code.onChain}, rebuilt ${code.rebuilt}`],
    ["model kernel", code.kernelIds.model],
    ["mechanism kernel", code.kernelIds.mechanism],
    [
      "books",
      `${ledger.paidIn} units in, ${ledger.paidOut} out, ${ledger.owed} owed, ${ledger.balance} there`,
    ],
  ]);
}

/** `chainlearn verify`: compares log, state, books and code of a deployment. */
export function verify(command: Command, run: Run): void {
  placeOptions(command)
    .description("Replay the log, compare every number that the chain holds with it, and rebuild the code.")
    .option("--block <number>", "compare at this block (default: the newest)", wholeNumber)
    .addHelpText("after", examples("chainlearn verify --chain sepolia --json"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async ({ trainer }) => {
          const report = await verifyDeployment(trainer, {
            signal: session.signal,
            onProgress: session.progress("verified"),
            ...(options.block !== undefined && { block: options.block }),
          });
          return { json: report, text: textOf(report), kind: report.ok ? "done" : "mismatch" };
        }),
      ),
    );
}
