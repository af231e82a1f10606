import type { Command } from "@commander-js/extra-typings";
import { addressAt } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import { planned } from "../spending/send.ts";
import { sendOne } from "../spending/send-journaled.ts";
import type { Run } from "./command.ts";
import { examples, sendOptions } from "./options.ts";

/** `chainlearn withdraw`: pays out what an account is owed. */
export function withdraw(command: Command, run: Run): void {
  sendOptions(command)
    .description(
      "Pay out what the contract owes the account: what could not be delivered, and what was due to it.",
    )
    .option("--to <account>", "recipient, an address or the name of an account (default: the account itself)")
    .addHelpText("after", examples("chainlearn withdraw --from alice"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { trainer, chain } = deployed;
          const to = options.to === undefined ? undefined : await addressAt(deployed, options.to);
          const { signal } = session;
          const errand = { action: "withdraw", command: { command: "withdraw", to } };
          const sent = await sendOne(session, deployed, options, errand, (sending) =>
            trainer.withdraw({ from: chain.sender!, ...(to !== undefined && { to }), signal, ...sending }),
          );
          if (!sent.result) return planned(sent);
          const { transaction, entries } = sent.result;
          const units = entries.reduce(
            (sum, entry) => sum + (entry.kind === "withdrawn" ? entry.amount : 0n),
            0n,
          );
          return {
            json: { transaction, amountUnits: units, spent: sent.spent },
            text: `${formatAmount(units * chain.coin.baseUnitsPerUnit, chain.coin)} in ${transaction}`,
          };
        }),
      ),
    );
}
