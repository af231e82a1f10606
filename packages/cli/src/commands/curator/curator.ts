import type { Command } from "@commander-js/extra-typings";
import type { Run } from "../command.ts";
import { commitTests } from "./commit.ts";
import { revealTests } from "./reveal.ts";
import { curatorStatus } from "./status.ts";

/** `chainlearn curator`: the hidden test items of champion; what anybody may do is `act`. */
export function curator(command: Command, run: Run): void {
  command.description(
    "Commit to champion's hidden test items and reveal them when they are due. All else that champion does is act.",
  );
  commitTests(command.command("commit"), run);
  revealTests(command.command("reveal"), run);
  curatorStatus(command.command("status"), run);
}
