/**
 * Updates and predictions in process beside native C and plain JavaScript: `npm run bench:throughput`. All
 * implementations check every sample, saturate, and have to end with the same cells and predictions.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "@chainlearn/example-kit/text-table";
import { CASES, caseName, type ThroughputCase, workloadOf } from "./throughput/cases.ts";
import { contestantsOf } from "./throughput/contestants.ts";
import { checkAgreement, measure, runOnce } from "./throughput/measure.ts";
import { type Compiler, findCompiler } from "./throughput/native.ts";
import { broken, limitsOf, rowsOf, type ThroughputRow, tableRows } from "./throughput/rows.ts";

const SAMPLES = 20_000;
const ROUNDS = 40;
const NO_COMPILER = "native C: skipped, no C compiler was found (looked for $CC, gcc, cc, clang)";

const HELP = `Usage: npm run bench:throughput -- [options]
  --only TEXT   only cases whose name contains TEXT; can be repeated
                (${CASES.map(caseName).join(", ")})
  --rounds N    measure every implementation N times and take the fastest; default ${ROUNDS}
  --json        one JSON document on standard output: {cpu, node, compiler, rows: [...]}
  --update      write the document to bench/throughput.json; needs all cases and a C compiler
  --help        this text

Figures are of one core. Rounds alternate between the implementations, so a busy machine slows all of them; for figures
to be committed run \`npm run bench:throughput -- --update\` on an idle one.`;

/** What was measured, and on what. */
export interface ThroughputReport {
  readonly cpu: string;
  readonly node: string;
  /** Null where no C compiler was found: there are no native rows then. */
  readonly compiler: string | null;
  readonly rows: readonly ThroughputRow[];
}

class WrongArguments extends Error {}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function measureCase(
  subject: ThroughputCase,
  rounds: number,
  compiler: Compiler | undefined,
): Promise<ThroughputRow[]> {
  const workload = workloadOf(subject, SAMPLES);
  const contestants = await contestantsOf(subject, workload, compiler);
  try {
    await runOnce(contestants);
    const fastest = await measure(contestants, rounds);
    await checkAgreement(contestants);
    return rowsOf(subject, SAMPLES, fastest);
  } finally {
    for (const contestant of contestants) await contestant.close();
  }
}

function parse(): { only: string[]; rounds: number; json: boolean; update: boolean; help: boolean } {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      rounds: { type: "string", default: String(ROUNDS) },
      json: { type: "boolean", default: false },
      update: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new WrongArguments(`--rounds ${values.rounds}: a whole number of at least 1.`);
  const unknown = values.only.find((text) => !CASES.some((subject) => caseName(subject).includes(text)));
  if (unknown !== undefined)
    throw new WrongArguments(`--only ${unknown}: no case has this in its name; see --help.`);
  if (values.update && values.only.length > 0)
    throw new WrongArguments("--update needs all cases: leave --only out.");
  return { ...values, rounds };
}

async function main(): Promise<void> {
  const options = parse();
  if (options.help) return console.log(HELP);
  const compiler = await findCompiler();
  if (!compiler) say(NO_COMPILER);
  if (!compiler && options.update)
    throw new WrongArguments("--update needs a C compiler: install one, or name it in CC.");
  const cases = CASES.filter(
    (subject) => options.only.length === 0 || options.only.some((text) => caseName(subject).includes(text)),
  );
  const rows: ThroughputRow[] = [];
  for (const [k, subject] of cases.entries()) {
    say(`${k + 1} of ${cases.length}: ${caseName(subject)}`);
    rows.push(...(await measureCase(subject, options.rounds, compiler)));
  }
  const report: ThroughputReport = {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    node: process.version,
    compiler: compiler?.version ?? null,
    rows,
  };
  if (options.update)
    writeFileSync(new URL("../throughput.json", import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
  if (options.json) return console.log(JSON.stringify(report));
  console.log(
    `\nMillion samples a second on one core of ${report.cpu}, Node ${report.node}, ${compiler?.version}\n`,
  );
  const implementations = [...new Set(rows.map(({ implementation }) => implementation))];
  console.log(textTable(tableRows(cases, rows, implementations), 4));
  const missed = broken(limitsOf(rows));
  for (const { row, ratio, least } of missed)
    console.log(
      `below its limit: ${row.model}, ${row.classes} classes, ${row.encoding}, ${row.operation}: ${row[ratio]} of ${ratio === "ratioToNative" ? "the fastest" : "scalar"} C, at least ${least}`,
    );
  if (!compiler) console.log(NO_COMPILER);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    const isOurs =
      error instanceof WrongArguments || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE");
    if (!isOurs) throw error;
    say(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
  }
}
