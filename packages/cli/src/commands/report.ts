import type { Command } from "@commander-js/extra-typings";
import { runAction } from "../data/run-action.ts";
import type { Run } from "./command.ts";
import { contributionsArgument, examples, sendOptions } from "./options.ts";

/** `chainlearn report`: takes a share of wrong contributions' deposits, where the mechanism has that action. */
export function report(command: Command, run: Run): void {
  contributionsArgument(sendOptions(command))
    .description("Report others' contributions that the model disagrees with, for a share of their deposits.")
    .addHelpText("after", examples("chainlearn report 14 --from bob --simulate"))
    .action((ids, options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", (deployed) =>
          runAction(session, deployed, options, { action: "report", ids }),
        ),
      ),
    );
}
