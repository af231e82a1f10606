import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalChain } from "@chainlearn/adapter-local";
import { mechanismChecks } from "@chainlearn/core/testing";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { manifest } from "../src/bonus/manifest.ts";
import { strategy } from "../src/bonus/strategy.ts";

const read = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chainlearn-mistake-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("a forgotten line is noticed as the guide says", async () => {
  const forgotten = "  record.setLeft(0);\n  pool.set(POT";
  const source = await read("src/bonus/kernel.ts");
  expect(source.split(forgotten)).toHaveLength(2);
  const entry = join(folder, "kernel.ts");
  await writeFile(entry, source.replace(forgotten, "  pool.set(POT"));
  const [interleavings] = mechanismChecks({
    mechanism: { manifest, kernel: await compileKernel({ entry }) },
    strategy,
    model: sparsePerceptron,
    modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
    shape: { features: 8, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 },
  });
  const local = { name: "local", start: () => createLocalChain({ secondsPerBlock: 0 }) };
  const chain = await local.start();
  const failure = await interleavings!.run({ host: { host: local, chain } }, { operations: 10_000 }).then(
    () => "nothing",
    (error: Error) => error.message,
  );
  const said = (await read("../../docs/guides/write-a-mechanism.md")).match(
    /^ {4}(the contract has .*)$/m,
  )?.[1];
  expect(failure).toContain(said);
});
