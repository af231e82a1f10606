import type { Command } from "@commander-js/extra-typings";
import { itemCounts, lookAtChampion, standingAt } from "../../curator/champion.ts";
import { dueItems } from "../../curator/due-items.ts";
import { CuratorSecrets } from "../../curator/secrets-file.ts";
import { dateOf, nowSeconds } from "../../output/date.ts";
import { pairs } from "../../output/table.ts";
import { formatAmount } from "../../spending/coin.ts";
import type { Run } from "../command.ts";
import { examples, placeOptions } from "../options.ts";

/** `chainlearn curator status`: where champion stands. */
export function curatorStatus(command: Command, run: Run): void {
  placeOptions(command)
    .description(
      "Show where champion stands: phase, items that are left, when the next are due and when they are late, the test so far, bond, pot and fund, and what comes next. By this machine's clock.",
    )
    .addHelpText("after", examples("chainlearn curator status --chain sepolia --json"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          const state = await lookAtChampion(deployed);
          const { pool, param } = state;
          const { phase, next, dueSeconds, lateSeconds, isLate } = standingAt(state, nowSeconds());
          const { inUse, queued, queuedReady, missing } = itemCounts(state);
          const knownHere = dueItems(state, await new CuratorSecrets(deployed).chains()).known.length;
          const { coin } = deployed.chain;
          const money = (units: bigint): string => formatAmount(units * coin.baseUnitsPerUnit, coin);
          const [bondUnits, potUnits, fundUnits] = [pool("bondUnits"), pool("potUnits"), pool("fundUnits")];
          const [wins, discordant, revealed] = [pool("wins"), pool("discordant"), pool("revealed")];
          const [minWins, itemsPerCycle] = [param("minWins"), param("itemsPerCycle")];
          const date = (seconds: number | undefined): string =>
            seconds === undefined ? "-" : `from ${dateOf(seconds)}`;
          return {
            json: {
              ...{ phase, next, cycle: pool("cycle"), setupLeft: pool("setupLeft") },
              items: { inUse, queued, queuedReady, missing, knownHere },
              ...{ dueSeconds, lateSeconds, isLate, revealed, itemsPerCycle, wins, minWins, discordant },
              ...{ thresholdMilli: pool("thresholdMilli"), validInCycle: pool("validInCycle") },
              ...{ curator: deployed.trainer.roles.curator, bondUnits, potUnits, fundUnits },
            },
            text: pairs([
              ["phase", `${phase}${phase === "setup" ? "" : ` of cycle ${pool("cycle")}`}`],
              ["next", next],
              [
                "items",
                `${inUse} in use, ${queued} queued${queued > queuedReady ? " for the next cycle" : ""}`,
              ],
              [phase === "setup" ? "setup" : "test", `needs ${missing} more, ${knownHere} are in your file`],
              ["reveal", phase === "setup" ? "any time" : date(dueSeconds)],
              ["late", `${date(lateSeconds)}${isLate ? ": late" : ""}`],
              ["revealed", `${revealed} of ${itemsPerCycle}`],
              ["wins", `${wins} of ${minWins} or more; ${discordant} items told the copies apart`],
              ["valid in this cycle", `${pool("validInCycle")}`],
              ["bond", `${money(bondUnits)} of ${money(param("bondUnits"))}`],
              ["pot, fund", `${money(potUnits)}, ${money(fundUnits)}`],
            ]),
          };
        }),
      ),
    );
}
