import type { Command } from "@commander-js/extra-typings";
import { formatAmount } from "../spending/coin.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions } from "./options.ts";

/** `chainlearn quote`: what one addition costs now. */
export function quote(command: Command, run: Run): void {
  placeOptions(command)
    .description("Say what one addition costs now, without fees. add-data --simulate says it with fees.")
    .addHelpText("after", examples("chainlearn quote --chain sepolia"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async ({ trainer, chain }) => {
          const units = await trainer.quote(session);
          const baseUnits = units * chain.coin.baseUnitsPerUnit;
          return {
            json: { units, baseUnits, denomination: chain.coin.base },
            text: formatAmount(baseUnits, chain.coin),
          };
        }),
      ),
    );
}
