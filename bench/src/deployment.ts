/** Gas of deployments: `npm run bench:deployment [-- --json]`. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "@chainlearn/example-kit/text-table";
import { type DeploymentGas, measureDeployments } from "./deployment-gas.ts";

const HELP = `Usage: npm run bench:deployment -- [options]
Gas of a model's deployment with weights in cells and as code, and of a second deployment as a clone (EVM, anvil).
  --json     one JSON document on standard output: {rows: [...], clones: [...], breakEven: [...]}
  --help     this text`;

const number = (value: number): string => value.toLocaleString("en-GB");

/** Both tables as text. */
export const deploymentTables = ({ rows, clones, breakEven }: DeploymentGas): string =>
  [
    textTable(
      rows.map(({ model, weights, clone, create, upload, seal, total }) => ({
        model,
        weights,
        code: clone ? "clone's" : "own",
        create: number(create),
        upload: number(upload),
        seal: number(seal),
        total: number(total),
      })),
    ),
    "",
    "An addition of 20 entries that the model learns from, to a clone and to its original",
    "",
    textTable(
      clones.map(({ model, original, clone }) => ({
        model,
        original: number(original),
        clone: number(clone),
        more: number(clone - original),
      })),
    ),
    "",
    "Weights as code, gas beside cells: saved once, dearer later",
    "",
    textTable(
      breakEven.map(
        ({ model, stateWords, saved, perAddition, perFirstTouch, perLaterTouch, touchedWords }) => ({
          model,
          words: number(stateWords),
          saved: number(saved),
          "an addition": number(perAddition),
          "a word's first change": number(perFirstTouch),
          "a later one": number(perLaterTouch),
          "cells are cheaper above": `${number(touchedWords)} changed words`,
        }),
      ),
    ),
  ].join("\n");

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) return console.log(HELP);
  const measured = await measureDeployments((what) => process.stderr.write(`  ${what}\n`));
  console.log(values.json ? JSON.stringify(measured) : deploymentTables(measured));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
