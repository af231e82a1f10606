/**
 * Accuracy of every model beside the same rule on floats: `npm run bench:accuracy [-- --json | --only … | --update]`.
 * Kernels are exact, so the same data gives the same figures on every machine.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "@chainlearn/example-kit/text-table";
import { baselineOf } from "../tables/accuracy.ts";
import { writeTables } from "../tables/tables.ts";
import { datasets } from "./datasets.ts";
import { measureAccuracy } from "./measure.ts";
import { type AccuracyRow, type AccuracySummary, summarize } from "./rows.ts";
import { readSnapshot, replaceRows, writeSnapshot } from "./snapshot.ts";

/** Orders that the committed figures are means of. */
export const ORDERS: readonly number[] = [1, 2, 3, 4, 5];

const HELP = `Usage: npm run bench:accuracy -- [options]
  --json         one JSON document on standard output: {rows: [{dataset, model, order, prequential, test, floatTest, ...}]}
  --only <text>  only pairs whose "data set/model" contains the text, as "mnist/" or "/naive-bayes"; more than one possible
  --update       write the measured rows to bench/accuracy.json and the tables of the READMEs
  --help         this text
Data sets: ${datasets.map(({ id }) => id).join(", ")}.`;

const points = (value: number, digits = 2): string => value.toFixed(digits);

const lineOf = (row: AccuracySummary): Record<string, string> => ({
  "data set": row.dataset,
  model: row.model,
  prequential: points(row.prequential),
  test: points(row.test),
  "+-": points(row.testDeviation),
  float: points(row.floatTest),
  off: points(row.test - row.floatTest),
  ties: points(row.ties, 1),
  differences: points(row.differences, 1),
  baseline: baselineOf(row.dataset, row.model)?.toFixed(1) ?? "-",
});

function printTable(rows: readonly AccuracyRow[]): void {
  console.log(`
Percent right: predicted before it is learnt (prequential), and on the held-back fifth (test); means over ${ORDERS.length} orders and
the standard deviation of one (+-). Float: the same rule on floats. Ties: held-back samples without a clear answer;
differences: other ones that kernel and floats answer differently; both as means of one order. Baseline: test accuracy of
floats before this project, in one order, prepared differently (bench/baseline/accuracy.json).
`);
  console.log(textTable(summarize(rows).map(lineOf), 2));
}

function showProgress(row: AccuracyRow, done: number, total: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[K  ${done} of ${total}: ${row.dataset}, ${row.model}, order ${row.order} `);
  if (done === total) process.stderr.write("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean" },
      only: { type: "string", multiple: true },
      update: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return console.log(HELP);
  const includes = (dataset: string, model: string): boolean =>
    values.only?.some((text) => `${dataset}/${model}`.includes(text)) ?? true;
  const rows = await measureAccuracy({ orders: ORDERS, includes, onRow: showProgress });
  if (rows.length === 0) {
    console.error(`No pair of data set and model contains ${values.only?.join(" or ")}.\n\n${HELP}`);
    process.exitCode = 1;
    return;
  }
  if (values.update) {
    writeSnapshot(values.only ? replaceRows(readSnapshot(), rows) : rows);
    writeTables();
  }
  if (values.json) console.log(JSON.stringify({ rows }));
  else printTable(rows);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
