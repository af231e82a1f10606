import { ChainlearnError } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { runAction } from "../../data/run-action.ts";
import { lookAt } from "../../market/market.ts";
import { MarketSecrets } from "../../market/secrets-file.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions } from "../options.ts";

/** `chainlearn market unveil`: shows the secret of the draw and gets the bond back. */
export function unveilDraw(command: Command, run: Run): void {
  sendOptions(command)
    .description("Show the secret of the draw, and get the bond back.")
    .addHelpText("after", examples("chainlearn market unveil --chain sepolia --from alice"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          await lookAt(deployed);
          const secrets = new MarketSecrets(deployed);
          const digest = await secrets.draw(deployed.chain.sender!);
          if (!digest)
            throw new ChainlearnError(
              "not_permitted",
              `${secrets.file} has no secret of ${deployed.chain.sender}: it joined elsewhere, or not at all.`,
            );
          return runAction(session, deployed, options, { action: "unveil", ids: [], digest });
        }),
      ),
    );
}
