import { randomBytes } from "node:crypto";
import { secretCommitment } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { runAction } from "../../data/run-action.ts";
import { lookAt } from "../../market/market.ts";
import { MarketSecrets } from "../../market/secrets-file.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions } from "../options.ts";

const SECRET_BYTES = 32;

/** `chainlearn market join`: a share of the randomness that draws the part to show. */
export function joinDraw(command: Command, run: Run): void {
  sendOptions(command)
    .description(
      "Take part in the draw of the test items that are shown first: pay a bond and commit to a secret, which is kept in a file that only you can read. Unveil it later, or lose the bond.",
    )
    .addHelpText("after", examples("chainlearn market join --chain sepolia --from alice"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { param } = await lookAt(deployed);
          const { sender, coin } = deployed.chain;
          const secrets = new MarketSecrets(deployed);
          const kept = await secrets.draw(sender!);
          const secret = kept ?? Uint8Array.from(randomBytes(SECRET_BYTES));
          if (!kept && !options.simulate) await secrets.keepDraw(sender!, secret);
          return runAction(session, deployed, options, {
            ...{ action: "join", ids: [], digest: secretCommitment(sender!, secret) },
            pay: param("drawBondUnits") * coin.baseUnitsPerUnit,
          });
        }),
      ),
    );
}
