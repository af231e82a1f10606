import type { CellSpec } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../output/table.ts";
import { addressAt } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions } from "./options.ts";

const named = (cells: readonly CellSpec[], values: readonly bigint[]): Record<string, bigint> =>
  Object.fromEntries(cells.map(({ name }, k) => [name, values[k]!]));

/** `chainlearn status`: what the contract holds now. */
export function status(command: Command, run: Run): void {
  placeOptions(command)
    .description("Show what a deployment holds now: contributions, price, balance, the mechanism's cells.")
    .option("--account <address>", "an address, or the name of an account: also what it is owed")
    .addHelpText(
      "after",
      examples("chainlearn status --chain sepolia", "chainlearn status --account alice --json"),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          const { trainer, composition, chain, chainName, receipt } = deployed;
          const { manifest } = composition.mechanism;
          const who = options.account === undefined ? undefined : await addressAt(deployed, options.account);
          const [snapshot, quoted, account] = await Promise.all([
            trainer.snapshot({ contributions: [], accounts: [], marks: [] }),
            trainer.quote(),
            who === undefined ? undefined : trainer.account(who),
          ]);
          const { coin } = chain;
          const money = (units: bigint): string => formatAmount(units * coin.baseUnitsPerUnit, coin);
          const pool = named(manifest.pool, snapshot.pool);
          const accountJson = account && {
            address: who,
            creditUnits: account.credit,
            cells: named(manifest.account, account.cells),
          };
          return {
            json: {
              ...{ chain: chainName, chainId: receipt.chain, address: receipt.address },
              ...{ plugins: receipt.plugins, encoder: receipt.encoder, kernelIds: receipt.kernelIds },
              ...{ deployer: receipt.deployer, roles: receipt.roles, deployedInBlock: receipt.block },
              ...{ block: snapshot.block, contributions: snapshot.nextId, labels: snapshot.labels },
              ...{ quoteUnits: quoted, balanceUnits: snapshot.balance, pool, account: accountJson },
            },
            text: pairs([
              ["contract", `${receipt.address} on ${chainName} (${receipt.chain})`],
              ["composition", Object.values(receipt.plugins).join(", ")],
              ["block", `${snapshot.block}`],
              ["contributions", `${snapshot.nextId}`],
              ["labels", `${snapshot.labels}`],
              ["next addition", money(quoted)],
              ["balance", money(snapshot.balance)],
              ...Object.entries(pool).map(([name, value]) => [name, `${value}`] as const),
              ...(account ? ([[`owed to ${who}`, money(account.credit)]] as const) : []),
              ...Object.entries(accountJson?.cells ?? {}).map(
                ([name, value]) => [`  ${name}`, `${value}`] as const,
              ),
            ]),
          };
        }),
      ),
    );
}
