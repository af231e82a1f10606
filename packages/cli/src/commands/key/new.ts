import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../../output/table.ts";
import type { Run } from "../command.ts";
import { examples } from "../options.ts";
import { keyOptions, ownerOf } from "./account.ts";

/** `chainlearn key new`: a key in the encrypted file that the configuration names for an account. */
export function newKey(command: Command, run: Run): void {
  keyOptions(command)
    .description(
      "Make a key and write it, encrypted, to the account's file: fromKeystore of the configuration. The password is asked for twice, or taken from passwordVariable. No file is overwritten.",
    )
    .addHelpText(
      "after",
      examples("chainlearn key new --chain sepolia", "chainlearn key new alice --chain osmosis"),
    )
    .action((account, options) =>
      run(options, async (session) => {
        const { chain, keys, secrets } = await ownerOf(session, account, options);
        const made = await keys.create(account, secrets);
        const next = `chainlearn doctor --chain ${chain}`;
        return {
          json: { chain, ...made, next },
          text: [
            pairs([
              ["account", `${made.account} of ${chain}`],
              ["address", made.address],
              ["file", made.file],
            ]),
            "",
            "Keep copies of the file and of its password, apart from each other: nothing else opens the account.",
            `Next: send test money to the address, then ${next}`,
          ].join("\n"),
        };
      }),
    );
}
