/**
 * Gas of every action beside the original's and the floor: `npm run bench:gas [-- --json | --update]`.
 * Gas is exact, so the flat snapshot (gas.snapshot.json) is compared, not a range; --update writes it anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "@chainlearn/example-kit/text-table";
import { measureChampionGas } from "./champion-gas.ts";
import { type CosmWasmGasRow, measureCosmWasmGas } from "./cosmwasm-gas.ts";
import { measureEvmGas } from "./evm-gas.ts";
import { realMail } from "./mail.ts";
import { type ContractSize, type GasRow, rowKey } from "./rows.ts";
import { writeTables } from "./tables/tables.ts";

const HELP = `Usage: npm run bench:gas -- [options]
  --json     one JSON document on standard output: {rows: [...], sizes: [...], cosmwasm: [...]}
  --update   write the measured gas to bench/gas.snapshot.json and the tables of the READMEs
  --help     this text`;

const snapshotFile = new URL("../gas.snapshot.json", import.meta.url);

export interface Measured {
  readonly rows: readonly GasRow[];
  readonly sizes: readonly ContractSize[];
  readonly cosmwasm: readonly CosmWasmGasRow[];
}

/** The flat snapshot: row key to gas, and to bytes for the sizes of contracts. */
export function flatten({ rows, sizes, cosmwasm }: Measured): Record<string, number> {
  return Object.fromEntries([
    ...rows.map((row) => [rowKey(row), row.gas] as const),
    ...sizes.map(({ model, lanes, bytes }) => [`${model}/bytes/int${lanes}`, bytes] as const),
    ...cosmwasm.map(
      (row) => [`cosmwasm/${row.entries ?? "-"}/${row.action}/int${row.lanes}`, row.gas] as const,
    ),
  ]);
}

export const readSnapshot = (): Record<string, number> =>
  JSON.parse(readFileSync(snapshotFile, "utf8")) as Record<string, number>;

/** Runs everything; progress goes to standard error. */
export async function measureGas(): Promise<Measured> {
  const { isTTY } = process.stderr;
  let done = 0;
  const onProgress = (): void => {
    done++;
    if (isTTY) process.stderr.write(`\r  measuring gas: ${done} rows `);
  };
  const evm = await measureEvmGas({ mail: realMail(), onProgress });
  const champion = await measureChampionGas(onProgress);
  if (isTTY) process.stderr.write("\n");
  return {
    rows: [...evm.rows, ...champion.rows],
    sizes: [...evm.sizes, ...champion.sizes],
    cosmwasm: await measureCosmWasmGas(),
  };
}

const number = (value: number | null): string => (value === null ? "-" : value.toLocaleString("en-GB"));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: "boolean" }, update: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) return console.log(HELP);
  const measured = await measureGas();
  if (values.update) {
    writeFileSync(snapshotFile, `${JSON.stringify(flatten(measured), null, 2)}\n`);
    writeTables();
  }
  if (values.json) return console.log(JSON.stringify(measured));
  console.log(
    "\nEVM (anvil, gas of the whole transaction, median; original and floor from bench/baseline)\n",
  );
  console.log(
    textTable(
      measured.rows.map((row) => ({
        model: row.model,
        action: `${row.action}, int${row.lanes}`,
        entries: number(row.entries),
        gas: number(row.gas),
        original: number(row.originalAsShipped),
        "original, optimised": number(row.originalBestOptimizer),
        floor: number(row.floor),
        saved: row.originalAsShipped ? `${(row.originalAsShipped / row.gas).toFixed(2)} x` : "-",
      })),
    ),
  );
  console.log("\nContracts (bytes of runtime code; 24,576 are possible)\n");
  console.log(
    textTable(
      measured.sizes.map(({ model, lanes, bytes }) => ({
        model,
        lanes: `int${lanes}`,
        bytes: number(bytes),
      })),
    ),
  );
  console.log(
    "\nCosmWasm (embedded host, within 1 % of wasmd 0.61; base = all but reads and writes of storage)\n",
  );
  console.log(
    textTable(
      measured.cosmwasm.map((row) => ({
        action: `${row.action}, int${row.lanes}`,
        entries: number(row.entries),
        gas: number(row.gas),
        base: number(row.base),
        storage: number(row.storage),
      })),
    ),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
