import type { Command } from "@commander-js/extra-typings";
import type { Run } from "../command.ts";
import { collectDue } from "./collect.ts";
import { joinDraw } from "./join.ts";
import { openMarket } from "./open.ts";
import { revealTests } from "./reveal.ts";
import { settleSteps } from "./settle.ts";
import { marketStatus } from "./status.ts";
import { unveilDraw } from "./unveil.ts";

/** `chainlearn market`: a prediction market from its bounty to the last payment; stakes are `add-data`. */
export function market(command: Command, run: Run): void {
  command
    .description(
      "Take part in a prediction market: a bounty for data that makes a model better. Staking is add-data.",
    )
    .helpCommand(false);
  openMarket(command.command("open"), run);
  joinDraw(command.command("join"), run);
  unveilDraw(command.command("unveil"), run);
  revealTests(command.command("reveal"), run);
  settleSteps(command.command("settle"), run);
  collectDue(command.command("collect"), run);
  marketStatus(command.command("status"), run);
}
