import type { Command } from "@commander-js/extra-typings";
import { Receipts } from "../files/receipts.ts";
import { pairs, table } from "../output/table.ts";
import type { Run } from "./command.ts";
import { configOptions, examples } from "./options.ts";

/** `chainlearn chains`: what the configuration has, and what is deployed. Asks no node. */
export function chains(command: Command, run: Run): void {
  configOptions(command)
    .description("List the chains of the configuration, their accounts, and what is deployed there.")
    .addHelpText("after", examples("chainlearn chains --json"))
    .action((options) =>
      run(options, async (session) => {
        const { config, folder } = await session.loadConfig(options.config);
        const receipts = new Receipts(folder, config.deployments);
        const lines = [];
        for (const [name, { kind, chainId, accounts }] of Object.entries(config.chains)) {
          const deployments = [];
          for (const composition of Object.keys(config.compositions)) {
            const receipt = await receipts.find(name, composition);
            if (receipt)
              deployments.push({ composition, address: receipt.address, finished: receipt.sealed });
          }
          lines.push({ name, kind, chainId, accounts, deployments });
        }
        const rows = lines.map(({ name, kind, chainId, accounts, deployments }) => [
          name,
          kind,
          chainId,
          accounts.join(", ") || "-",
          deployments.map(({ composition }) => composition).join(", ") || "-",
        ]);
        const addresses = lines.flatMap(({ name, deployments }) =>
          deployments.map(
            ({ composition, address, finished }) =>
              [`${composition} on ${name}`, finished ? address : `${address} (not finished)`] as const,
          ),
        );
        const text = table(["chain", "kind", "id", "accounts", "deployed"], rows);
        return {
          json: { chains: lines, compositions: Object.keys(config.compositions) },
          text: addresses.length > 0 ? `${text}\n\n${pairs(addresses)}` : text,
        };
      }),
    );
}
