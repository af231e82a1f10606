/** Writes the tables of the READMEs from the committed measurements: `npm run bench:tables`. */
import { parseArgs } from "node:util";
import { writeTables } from "./tables.ts";

const HELP = `Usage: npm run bench:tables
Writes the figures in README.md, in docs and in the READMEs of the models from bench/accuracy.json, bench/gas.snapshot.json,
bench/throughput.json (if it is there) and packages/kernel/test/kernels.json. Measures nothing.
  --help     this text`;

const { values } = parseArgs({ options: { help: { type: "boolean" } } });
if (values.help) console.log(HELP);
else {
  const changed = writeTables();
  console.log(changed.length === 0 ? "All tables were up to date." : changed.join("\n"));
}
