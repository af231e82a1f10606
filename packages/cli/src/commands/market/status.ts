import type { Command } from "@commander-js/extra-typings";
import { lookAt, type Market } from "../../market/market.ts";
import { dateOf, nowSeconds } from "../../output/date.ts";
import { pairs } from "../../output/table.ts";
import { formatAmount } from "../../spending/coin.ts";
import type { Run } from "../command.ts";
import { examples, placeOptions } from "../options.ts";

/** The window that is open now; undefined before the first, and after the last one. */
function windowAt({ windows = [] }: Market, seconds: number): string | undefined {
  return windows.findLast(([, start]) => start <= seconds)?.[0];
}

/** What can be done now, and by whom. */
function nextStep(market: Market, seconds: number): string {
  const { stage, pool } = market;
  if (stage === "unfunded") return "the provider: market open";
  if (market.ended) return "everybody: market collect";
  if (stage !== "funded") return "anybody: market settle";
  const isShown = pool("revealed") > 0n;
  switch (windowAt(market, seconds)) {
    case "join":
      return "anybody: market join";
    case "unveil":
      return "who joined: market unveil";
    case "reveal the first part":
      return isShown ? "anybody: add-data" : "the provider: market reveal";
    case "add-data":
      return isShown ? "anybody: add-data" : "anybody: act expire, since nothing was shown";
    case "reveal the others":
      return isShown ? "the provider: market reveal" : "anybody: act expire";
    default:
      return "anybody: act expire, since not all was revealed";
  }
}

/** `chainlearn market status`: where a market stands. */
export function marketStatus(command: Command, run: Run): void {
  placeOptions(command)
    .description("Show where a market stands, when its windows open, and what comes next.")
    .addHelpText("after", examples("chainlearn market status --chain sepolia --json"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          const market = await lookAt(deployed);
          const { stage, ended, windows, testParts, pool, param } = market;
          const { coin } = deployed.chain;
          const money = (units: bigint): string => formatAmount(units * coin.baseUnitsPerUnit, coin);
          const bounty = param("rounds") * param("stakeUnits");
          const next = nextStep(market, nowSeconds());
          const counts = {
            ...{ revealed: pool("revealed"), parts: testParts },
            ...{ joined: pool("joined"), unveiled: pool("unveiled") },
            ...{ contributions: pool("contributions"), accounts: pool("members") },
          };
          return {
            json: {
              ...{ stage, ended, next, bountyUnits: bounty, stakeUnits: param("stakeUnits"), ...counts },
              ...{ roundsLeft: pool("roundsLeft"), feesUnits: pool("feesUnits"), turn: pool("turn") },
              windows: windows && Object.fromEntries(windows),
            },
            text: pairs([
              ["stage", stage],
              ["next", next],
              ["bounty, stake", `${money(bounty)}, ${money(param("stakeUnits"))}`],
              ["test items", `${counts.revealed} of ${testParts} parts are revealed`],
              ["draw", `${counts.joined} joined, ${counts.unveiled} unveiled`],
              ["contributions", `${counts.contributions} of ${counts.accounts} accounts`],
              ...(windows ?? []).map(([name, start]) => [name, `from ${dateOf(start)}`] as const),
            ]),
          };
        }),
      ),
    );
}
