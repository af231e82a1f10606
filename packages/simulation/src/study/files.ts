import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MarkedPart } from "@chainlearn/example-kit/markdown";
import { writeWhole } from "@chainlearn/example-kit/write";
import { nameOf } from "../plan.ts";
import type { Result } from "../report/result.ts";
import { studyTables } from "./markdown.ts";
import { studyPlot } from "./picture.ts";
import { plans } from "./plans.ts";

const folder = new URL("../../../../docs/mechanisms/", import.meta.url);
const data = new URL("simulation.json", folder);
const picture = new URL("simulation.svg", folder);
const page = new MarkedPart(new URL("simulation.md", folder), "simulation");

/** The committed results. */
export const readStudy = (): Result[] =>
  (JSON.parse(readFileSync(data, "utf8")) as { results: Result[] }).results;

/** The committed picture, and the part of the page that {@link writeStudy} writes. */
export const readShown = (): { readonly svg: string; readonly tables: string } => ({
  svg: readFileSync(picture, "utf8"),
  tables: page.read(),
});

/** Fresh results in the places of committed ones; those that are in no plan any more are dropped. */
export function merged(old: readonly Result[], fresh: readonly Result[]): Result[] {
  const known = new Map([...old, ...fresh].map((result) => [nameOf(result), result]));
  return plans.flatMap((plan) => known.get(nameOf(plan)) ?? []);
}

/** Writes data, picture and tables; one result a line, so that a changed one is one changed line. */
export async function writeStudy(results: readonly Result[]): Promise<void> {
  const lines = results.map((result) => JSON.stringify(result)).join(",\n");
  const path = fileURLToPath(folder);
  await writeWhole(path, "simulation.json", `{"results":[\n${lines}\n]}\n`);
  await writeWhole(path, "simulation.svg", studyPlot(results));
  page.write(studyTables(results));
}
