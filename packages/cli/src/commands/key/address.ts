import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../../output/table.ts";
import type { Run } from "../command.ts";
import { examples } from "../options.ts";
import { keyOptions, ownerOf } from "./account.ts";

/** `chainlearn key address`: the address of an account. */
export function keyAddress(command: Command, run: Run): void {
  keyOptions(command)
    .description(
      "Tell the address of an account. The password is asked for only where the file of the key does not name it.",
    )
    .option("--save", "write it into the file, beside the encrypted key, so that doctor needs no password")
    .addHelpText(
      "after",
      examples(
        "chainlearn key address --chain sepolia",
        "chainlearn key address alice --chain osmosis --save",
      ),
    )
    .action((account, options) =>
      run(options, async (session) => {
        const { chain, keys, secrets } = await ownerOf(session, account, options);
        if (options.save) {
          const saved = await keys.nameAddress(account, secrets);
          return {
            json: { chain, ...saved },
            text: pairs([
              ["address", saved.address],
              ["file", saved.file],
            ]),
          };
        }
        const address = await keys.address(account, secrets);
        return { json: { chain, address }, text: address };
      }),
    );
}
