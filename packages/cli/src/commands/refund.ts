import type { Command } from "@commander-js/extra-typings";
import { runAction } from "../data/run-action.ts";
import type { Run } from "./command.ts";
import { contributionsArgument, examples, sendOptions } from "./options.ts";

/** `chainlearn refund`: gets deposits back, where the mechanism has that action. */
export function refund(command: Command, run: Run): void {
  contributionsArgument(sendOptions(command))
    .description("Get the deposits of one's own contributions back, once the model agrees with them.")
    .addHelpText("after", examples("chainlearn refund 12 13 --from alice --simulate"))
    .action((ids, options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", (deployed) =>
          runAction(session, deployed, options, { action: "refund", ids }),
        ),
      ),
    );
}
