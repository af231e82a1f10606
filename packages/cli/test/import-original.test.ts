import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLocalChain } from "@chainlearn/adapter-local";
import { expect, it } from "vitest";
import { type CompositionConfig, devChain, EXIT_CODES } from "../src/index.ts";
import { configWith, spam } from "./support/chains.ts";
import { inFolder, json, run, type Setting } from "./support/cli.ts";

const FRACTION_BITS = 22;
const one = 2 ** FRACTION_BITS;
const WEIGHTS = [0.5, -0.25, 0.125];
const FILE = {
  type: "sparse perceptron",
  classifications: ["ham", "spam"],
  weights: WEIGHTS,
  intercept: 0.125,
  learningRate: 0.5,
};
/** Its step is half a unit, and its intercept does not learn. */
const PARAMS = { learningRate: BigInt(one / 2), interceptRateQ16: 0n };
const shape = { ...spam.shape, features: WEIGHTS.length, maxEntries: 3 };

const chain = devChain(await createLocalChain());

async function withFile(
  composition: Partial<CompositionConfig>,
  body: (setting: Setting, out: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    await writeFile(join(folder, "original.json"), JSON.stringify(FILE));
    const entry = { ...spam, shape, initialModel: "start.json", ...composition };
    await body({ folder, config: configWith(chain, entry) }, join(folder, "start.json"));
  });
}

const cells = async (out: string): Promise<unknown> =>
  (JSON.parse(await readFile(out, "utf8")) as { cells: unknown }).cells;

it("takes a model of the original whose parameters the composition has, and it learns", async () => {
  await withFile({ modelParams: PARAMS }, async (setting, out) => {
    const { code, value } = await json(setting, "import", "original.json");
    expect([code, value]).toMatchObject([0, { file: out, cells: WEIGHTS.length, warnings: [] }]);
    expect(await cells(out)).toEqual(WEIGHTS.map((weight) => `${weight * one}`));
    expect((await run(setting, "deploy")).code).toBe(0);
    const said = async (index: number): Promise<string> =>
      (await run(setting, "predict", "--sample", `{"indices": [${index}]}`)).out;
    expect([await said(0), await said(1)]).toEqual(["1\n", "0\n"]);
    await run(setting, "add-data", "--sample", '{"indices": [1]}', "--label", "1");
    // 0.125 - 0.25 + 0.5: one contribution of half a unit turns it round.
    expect(await said(1)).toBe("1\n");
  });
});

it("refuses one that learns otherwise, and names each parameter", async () => {
  await withFile({}, async (setting, out) => {
    const { code, value } = await json<{ error: { code: string; message: string } }>(
      setting,
      ...["import", "original.json", "--quiet"],
    );
    expect([code, value.error.code]).toEqual([EXIT_CODES.mismatch, "model_mismatch"]);
    for (const [name, wanted] of Object.entries(PARAMS))
      expect(value.error.message).toContain(`${name} to ${wanted}`);
    expect(existsSync(out)).toBe(false);

    const taken = await json<{ warnings: string[] }>(setting, "import", "original.json", "--other-params");
    expect([taken.code, taken.value.warnings.length]).toEqual([0, Object.keys(PARAMS).length]);
    expect(await cells(out)).toEqual(WEIGHTS.map((weight) => `${weight * one}`));
  });
});

it("refuses one of another model or shape, whatever is said", async () => {
  for (const other of [{ model: "averaged-perceptron" }, { shape: { ...shape, features: 4 } }])
    await withFile(other, async (setting, out) => {
      const { value } = await json(setting, "import", "original.json", "--other-params");
      expect(value).toMatchObject({ error: { code: "model_mismatch" } });
      expect(existsSync(out)).toBe(false);
    });
});
