import { existsSync, readFileSync } from "node:fs";
import type { ModelPlugin, SampleEncoding } from "@chainlearn/core";
import { MarkedPart, markdownTable } from "@chainlearn/example-kit/markdown";
import * as plugins from "@chainlearn/models-wasm";
import { type AccuracySummary, summarize } from "../accuracy/rows.ts";
import { readSnapshot as readAccuracy } from "../accuracy/snapshot.ts";
import { accuracyTable, spread } from "./accuracy.ts";
import { championGasTable } from "./champion.ts";
import { costTable } from "./costs.ts";
import { gasTable } from "./gas.ts";
import { pointsGasTable } from "./points.ts";
import { benchGasTable, readmeGasTable } from "./readme.ts";
import { type ThroughputRow, throughputTable } from "./throughput.ts";

const ROOT = new URL("../../../", import.meta.url);

/** A part of a README that is written from committed measurements. */
export interface Table {
  /** Path of the file from the root. */
  readonly file: string;
  readonly part: MarkedPart;
  readonly text: string;
}

const isModel = (value: unknown): value is ModelPlugin =>
  typeof value === "object" && value !== null && "manifest" in value;

/** All models of the package, by id. */
export const allModels = (): ModelPlugin[] =>
  Object.values<unknown>(plugins)
    .filter(isModel)
    .sort((a, b) => a.manifest.id.localeCompare(b.manifest.id));

const committed = (path: string): unknown => JSON.parse(readFileSync(new URL(path, ROOT), "utf8"));

/** Throughput is measured on one machine, and only where somebody measured it. */
const throughputRows = (): readonly ThroughputRow[] =>
  existsSync(new URL("bench/throughput.json", ROOT))
    ? (committed("bench/throughput.json") as { rows: ThroughputRow[] }).rows
    : [];

function figures(
  { manifest: { id } }: ModelPlugin,
  accuracy: readonly AccuracySummary[],
  gas: Readonly<Record<string, number>>,
  throughput: readonly ThroughputRow[],
): string {
  const bytes = (committed("packages/kernel/test/kernels.json") as Record<string, number>)[`${id} bytes`];
  if (bytes === undefined) throw new Error(`packages/kernel/test/kernels.json has no model "${id}".`);
  const sections: readonly (readonly [text: string, table: string | null])[] = [
    [
      "Accuracy in percent, means of five orders, with the standard deviation of one (`npm run bench:accuracy`). Baseline: floats before this project, one order, prepared differently.",
      accuracyTable(id, accuracy),
    ],
    [
      "Gas on an EVM chain with `stake`, per width of a cell (`npm run bench:gas`). Original: 0xDeCA10B as shipped.",
      gasTable(id, gas),
    ],
    [
      "Throughput of one thread, million samples a second, and the share of native C with the same lanes, updates / predictions (`npm run bench:throughput`). Only the shares carry over to other machines.",
      throughputTable(id, throughput),
    ],
  ];
  return [
    "## Figures",
    `The kernel has ${bytes.toLocaleString("en-GB")} bytes of wasm.`,
    ...sections.flatMap(([text, table]) => (table === null ? [] : [text, table])),
  ].join("\n\n");
}

const samplesOf = (encodings: readonly SampleEncoding[]): string =>
  encodings.length === 3
    ? "all"
    : encodings.map((encoding) => encoding.replace("sparse-values", "sparse with values")).join(", ");

function overview(accuracy: readonly AccuracySummary[]): string {
  const on = (dataset: string, model: string): string => {
    const row = accuracy.find((summary) => summary.dataset === dataset && summary.model === model);
    return row ? spread(row) : "";
  };
  const lines = allModels().map(({ manifest: { id, minClasses, maxClasses, encodings } }) => [
    `[${id}](packages/models-wasm/src/${id})`,
    minClasses === maxClasses ? `${minClasses}` : `${minClasses}-${maxClasses}`,
    samplesOf(encodings),
    on("spam-assassin", id),
    on("mnist", id),
  ]);
  return markdownTable(["model", "classes", "samples", "SpamAssassin, %", "MNIST, ten classes, %"], lines);
}

/** Every generated part, as it should be. */
export function allTables(): Table[] {
  const accuracy = summarize(readAccuracy());
  const gas = committed("bench/gas.snapshot.json") as Record<string, number>;
  const throughput = throughputRows();
  const table = (file: string, name: string, text: string): Table => ({
    ...{ file, text },
    part: new MarkedPart(new URL(file, ROOT), name),
  });
  return [
    table("README.md", "models-table", overview(accuracy)),
    table("README.md", "gas-table", readmeGasTable(gas)),
    table("bench/README.md", "gas-table", benchGasTable(gas)),
    table("docs/mechanisms/champion.md", "gas", championGasTable(gas)),
    table("docs/mechanisms/points.md", "gas", pointsGasTable(gas)),
    table("docs/guides/deploy-to-a-testnet.md", "costs", costTable(gas)),
    ...allModels().map((model) =>
      table(
        `packages/models-wasm/src/${model.manifest.id}/README.md`,
        "figures",
        figures(model, accuracy, gas, throughput),
      ),
    ),
  ];
}

/** Writes all of them. @returns the files that changed */
export function writeTables(): string[] {
  return allTables().flatMap(({ file, part, text }) => {
    if (part.read() === text) return [];
    part.write(text);
    return [file];
  });
}
