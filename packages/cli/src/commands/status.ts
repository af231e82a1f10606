import { resolve } from "node:path";
import { type CellSpec, ChainlearnError } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { type LogSummary, summarise } from "../data/log-summary.ts";
import { writeWhole } from "../files/write.ts";
import { lineChart } from "../output/line-chart.ts";
import { pairs, table } from "../output/table.ts";
import { addressAt, type Deployed } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import type { Run } from "./command.ts";
import { examples, storeOptions } from "./options.ts";

/** Lines of the leaderboard, of the newest badges and of the accuracy that people are shown. */
const LINES = 10;

const named = (cells: readonly CellSpec[], values: readonly bigint[]): Record<string, bigint> =>
  Object.fromEntries(cells.map(({ name }, k) => [name, values[k]!]));

const percent = (share: number | undefined): string =>
  share === undefined ? "-" : `${(100 * share).toFixed(1)} %`;
const day = (time: number): string => new Date(1_000 * time).toISOString().slice(0, 10);

/** What the contract holds now, asked of the chain. */
async function stateOf(deployed: Deployed, account: string | undefined) {
  const { trainer, composition, chain, chainName, receipt } = deployed;
  const { manifest } = composition.mechanism;
  const who = account === undefined ? undefined : await addressAt(deployed, account);
  const [snapshot, quoted, found] = await Promise.all([
    trainer.snapshot({}),
    trainer.quote(),
    who === undefined ? undefined : trainer.account(who),
  ]);
  const { coin } = chain;
  const money = (units: bigint): string => formatAmount(units * coin.baseUnitsPerUnit, coin);
  const pool = named(manifest.pool, snapshot.pool);
  const accountJson = found && {
    address: who,
    creditUnits: found.credit,
    cells: named(manifest.account, found.cells),
  };
  return {
    json: {
      ...{ chain: chainName, chainId: receipt.chain, address: receipt.address },
      ...{ plugins: receipt.plugins, encoder: receipt.encoder, kernelIds: receipt.kernelIds },
      ...{ deployer: receipt.deployer, roles: receipt.roles, deployedInBlock: receipt.block },
      ...{ block: snapshot.block, contributions: snapshot.nextId, labels: snapshot.labels },
      ...{ quoteUnits: quoted, balanceUnits: snapshot.balance, pool, account: accountJson },
    },
    lines: [
      ["contract", `${receipt.address} on ${chainName} (${receipt.chain})`],
      ["composition", Object.values(receipt.plugins).join(", ")],
      ["block", `${snapshot.block}`],
      ["contributions", `${snapshot.nextId}`],
      ["labels", `${snapshot.labels}`],
      ["next addition", money(quoted)],
      ["balance", money(snapshot.balance)],
      ...Object.entries(pool).map(([name, value]) => [name, `${value}`] as const),
      ...(found ? ([[`owed to ${who}`, money(found.credit)]] as const) : []),
      ...Object.entries(accountJson?.cells ?? {}).map(([name, value]) => [`  ${name}`, `${value}`] as const),
    ] as (readonly [string, string])[],
  };
}

/** Some lines of a curve, evenly spread, with the first and the last. */
function spread<T>(points: readonly T[], lines: number): T[] {
  if (points.length <= lines) return [...points];
  return Array.from(
    { length: lines },
    (_, k) => points[Math.round((k * (points.length - 1)) / (lines - 1))]!,
  );
}

function logLines(log: LogSummary): (readonly [string, string])[] {
  return [
    ["log entries", `${log.entries} up to block ${log.block}`],
    ["contributors", `${log.contributors}`],
    ["found right", log.validated === undefined ? "not known of this mechanism" : `${log.validated}`],
    ...Object.entries(log.actions).map(([name, count]) => [`  ${name}`, `${count} times`] as const),
  ];
}

function logTables({ leaderboard, badges, accuracy }: LogSummary): string[] {
  const tables: string[] = [];
  if (leaderboard.length > 0)
    tables.push(
      table(
        ["rank", "account", "found right", "corrections", "labels"],
        leaderboard
          .slice(0, LINES)
          .map(({ rank, account, validated, corrections, labels }) => [
            ...[`${rank}`, account, `${validated}`, `${corrections}`, `${labels}`],
          ]),
      ),
    );
  if (badges.length > 0)
    tables.push(
      table(
        ["badge", "level", "account", "day"],
        badges.slice(-LINES).map(({ kind, level, account, time }) => [kind, `${level}`, account, day(time)]),
      ),
    );
  if (accuracy.length > 0)
    tables.push(
      table(
        ["contributions", "day", "right before learning", "right on the test set"],
        spread(accuracy, LINES).map(({ contributions, time, beforeLearning, test }) => [
          ...[`${contributions}`, day(time), percent(beforeLearning), percent(test)],
        ]),
      ),
    );
  return tables;
}

function pictureOf({ accuracy }: LogSummary, title: string): string {
  const before = accuracy.map(
    ({ contributions, beforeLearning }) => [contributions, beforeLearning] as const,
  );
  const tests = accuracy.flatMap(({ contributions, test }) =>
    test === undefined ? [] : [[contributions, test] as const],
  );
  return lineChart(title, "contributions", [
    { name: "right before learning", points: before },
    ...(tests.length > 0 ? [{ name: "right on the test set", points: tests }] : []),
  ]);
}

/** `chainlearn status`: what the contract holds now, and what its log tells. */
export function status(command: Command, run: Run): void {
  storeOptions(command)
    .description(
      "Show what a deployment holds now (contributions, price, balance, the mechanism's cells) and what its log tells: leaderboard, badges, accuracy over time.",
    )
    .option("--account <address>", "an address, or the name of an account: also what it is owed")
    .option("--test <file>", "labelled samples to measure the model with, as add-data takes them")
    .option("--plot <file>", "write the accuracy over time as a picture (SVG)")
    .option("--state-only", "leave the log alone")
    .addHelpText(
      "after",
      examples(
        "chainlearn status --chain sepolia",
        "chainlearn status --test held-out.jsonl --plot accuracy.svg",
        "chainlearn status --account alice --state-only --json",
      ),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          if (options.stateOnly && (options.test ?? options.plot) !== undefined)
            throw new ChainlearnError(
              "argument_out_of_range",
              "--test and --plot are about the log, which --state-only leaves alone.",
            );
          const log = options.stateOnly
            ? undefined
            : await summarise(session, deployed, options, options.test);
          const state = await stateOf(deployed, options.account);
          if (log && options.plot !== undefined)
            await writeWhole(
              resolve(session.environment.folder, options.plot),
              pictureOf(log, `${deployed.compositionName} on ${deployed.chainName}`),
            );
          return {
            json: { ...state.json, ...(log && { log }) },
            text: [
              pairs([...state.lines, ...(log ? logLines(log) : [])]),
              ...(log ? logTables(log) : []),
            ].join("\n\n"),
          };
        }),
      ),
    );
}
