import { ChainlearnError } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { readLog } from "../../data/read-log.ts";
import { type ActionCall, runAction } from "../../data/run-action.ts";
import { lookAt, type Market } from "../../market/market.ts";
import type { Deployed, Session } from "../../session.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions } from "../options.ts";

/** What an expired market gives back, by contribution. */
async function stakesOf(deployed: Deployed, session: Session): Promise<number[]> {
  const ids: number[] = [];
  for await (const entry of readLog(session, deployed))
    if (entry.kind === "dataAdded" && entry.actor === deployed.chain.sender) ids.push(entry.id);
  return ids;
}

async function actionFor(market: Market, deployed: Deployed, session: Session): Promise<ActionCall> {
  const { stage, ended, pool } = market;
  if (!ended)
    throw new ChainlearnError(
      "too_early",
      `the market is at: ${stage}; "chainlearn market status" says what comes next.`,
    );
  if (deployed.trainer.roles.provider === deployed.chain.sender && pool("reclaimed") === 0n)
    return { action: "reclaim", ids: [] };
  if (stage !== "expired") return { action: "collect", ids: [] };
  const ids = await stakesOf(deployed, session);
  if (ids.length === 0)
    throw new ChainlearnError("nothing_left", `${deployed.chain.sender} has staked nothing.`);
  return { action: "refund", ids };
}

/** `chainlearn market collect`: what a market that has ended owes the account. */
export function collectDue(command: Command, run: Run): void {
  sendOptions(command)
    .description(
      "Get what a market that has ended owes the account: the provider what is left over, others their balance, or their stakes where it expired. A provider that has staked too runs it twice; what arrives as credit is paid out by withdraw.",
    )
    .addHelpText("after", examples("chainlearn market collect --chain sepolia --from alice"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) =>
          runAction(session, deployed, options, await actionFor(await lookAt(deployed), deployed, session)),
        ),
      ),
    );
}
