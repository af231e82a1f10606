import { ChainlearnError, fromHex } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { requireAction, runAction } from "../data/run-action.ts";
import { parseAmount } from "../spending/coin.ts";
import type { Run } from "./command.ts";
import { examples, manyWholeNumbers, sendOptions } from "./options.ts";

/** @throws ChainlearnError argument_out_of_range */
function integers(texts: readonly string[]): bigint[] {
  return texts.map((text) => {
    if (/^-?\d{1,19}$/.test(text)) return BigInt(text);
    throw new ChainlearnError("argument_out_of_range", `--arg ${text} is no whole number.`);
  });
}

function bytes(text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch (cause) {
    throw new ChainlearnError("argument_out_of_range", "--digest is no hex.", { cause });
  }
}

/** `chainlearn act`: any action of the mechanism that the command line can bring what it needs. */
export function act(command: Command, run: Run): void {
  sendOptions(command)
    .argument("<action>", "name of the action, as settle, release, claim, take")
    .argument("[contributions...]", "numbers of the contributions that it is about", manyWholeNumbers)
    .option("--arg <number...>", "arguments of the action in the order of its manifest")
    .option("--digest <hex>", "32 bytes, for actions that take them")
    .option("--pay <amount>", "payment of actions that take one, as 5gwei")
    .description("Run an action of the mechanism.")
    .addHelpText(
      "after",
      examples("chainlearn act settle 12 13", "chainlearn act fund --pay 0.01eth --max-spend 0.011eth"),
    )
    .action((action, ids, options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const spec = requireAction(deployed, action);
          if (spec.record === "item" || spec.parts) {
            const [brings, group] = spec.parts ? ["parts", "market"] : ["an item", "curator"];
            throw new ChainlearnError(
              "unsupported",
              `"${action}" brings ${brings}: "chainlearn ${group} --help" lists the commands that do; for other mechanisms call trainer.act from a program.`,
            );
          }
          return runAction(session, deployed, options, {
            action,
            ids: ids ?? [],
            args: integers(options.arg ?? []),
            ...(options.digest !== undefined && { digest: bytes(options.digest) }),
            ...(options.pay !== undefined && { pay: parseAmount(options.pay, deployed.chain.coin) }),
          });
        }),
      ),
    );
}
