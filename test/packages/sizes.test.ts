import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ModelPlugin } from "@chainlearn/core";
import * as models from "@chainlearn/models-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { publishedPackages, ROOT } from "../../scripts/pack/packages.ts";
import { type Bundle, bundleForBrowsers } from "./bundle.ts";

/** Most bytes, compressed, by entry point or by what a page does. */
const limits = JSON.parse(await readFile(join(ROOT, "test/packages/sizes.json"), "utf8")) as Record<
  string,
  number
>;

/** What pages import, with everything that it needs. */
const PAGES: Readonly<Record<string, string>> = {
  "browser: encode a sample": 'export { encodeSample } from "@chainlearn/core";',
  "browser: one encoder": 'export { hashingTrick } from "@chainlearn/encoders";',
  "browser: predict in process":
    'export { createModel } from "@chainlearn/adapter-local"; export { resolveModel } from "@chainlearn/core"; export { sparsePerceptron } from "@chainlearn/models-wasm";',
  "browser: predict and replay":
    'export { createModel, Replay } from "@chainlearn/adapter-local"; export { resolveComposition } from "@chainlearn/core"; export { sparsePerceptron } from "@chainlearn/models-wasm"; export { stake } from "@chainlearn/mechanisms";',
  "browser: actions for viem clients":
    'export { chainlearnActions, chainlearnWalletActions } from "@chainlearn/adapter-evm";',
  "browser: CosmWasm client":
    'export { connectCosmWasm, createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";',
};

/** What no page needs: compilers, and the container where nobody asks for it. */
const COMPILERS = /node_modules\/(assemblyscript|binaryen|solc)\/|compiler\/(index|browser)\.js$/;
const CONTAINER = /node_modules\/(inversify|@inversifyjs|reflect-metadata)\//;
/** Packages that are for Node, which no page bundles: tarballs.test.ts has a budget for what they weigh on disk. */
const ONLY_NODE = ["@chainlearn/cli", "@chainlearn/log-store", "@chainlearn/templates"];

const isModel = (value: unknown): value is ModelPlugin =>
  typeof value === "object" && (value as Partial<ModelPlugin>).manifest?.kind === "model";

const packages = await publishedPackages();
const entries = packages
  .filter(({ json }) => !ONLY_NODE.includes(json.name))
  .map(({ json: { name } }) => name);
const bundles = new Map<string, Bundle>();

describe("bundles for browsers", () => {
  beforeAll(async () => {
    for (const [page, text] of Object.entries(PAGES)) bundles.set(page, await bundleForBrowsers({ text }));
    for (const name of entries) {
      // Without what it depends on, ours or others': that is counted where it belongs.
      const others = packages.map(({ json }) => json.name).filter((other) => other !== name);
      const external = [...others, ...others.map((other) => `${other}/*`), `${name}/compiler`, "inversify"];
      const text = `export * from "${name}";`;
      bundles.set(
        name,
        await bundleForBrowsers({ text }, [...external, "@noble/*", "viem", "@cosmjs/*", "cosmjs-types"]),
      );
    }
  });

  it.each(Object.keys(limits))("%s stays within its budget", (what) => {
    const size = gzipSync(bundles.get(what)!.code, { level: 9 }).length;
    expect(size, `${size} bytes; test/packages/sizes.json allows ${limits[what]}`).toBeLessThanOrEqual(
      limits[what]!,
    );
  });

  it("all have a budget", () => {
    expect(Object.keys(limits).sort()).toEqual([...bundles.keys()].sort());
  });

  it.each(Object.keys(PAGES))("%s takes no compiler along", (what) => {
    const { inputs } = bundles.get(what)!;
    expect(
      inputs.filter((file) => COMPILERS.test(file)).filter((file) => !file.endsWith("browser.js")),
    ).toEqual([]);
  });

  it.each(Object.keys(PAGES).filter((what) => !/viem|CosmWasm/.test(what)))(
    "%s takes no container along",
    (what) => {
      expect(bundles.get(what)!.inputs.filter((file) => CONTAINER.test(file))).toEqual([]);
    },
  );

  it("have one model where one is imported", () => {
    const { code } = bundles.get("browser: predict in process")!;
    const text = new TextDecoder().decode(code);
    const ids = (of: Readonly<Record<string, unknown>>): string[] =>
      Object.values<unknown>(of).flatMap((value) => (isModel(value) ? [value.manifest.id] : []));
    expect(ids(models).length).toBeGreaterThan(5);
    expect(ids(models).filter((id) => text.includes(`"${id}"`))).toEqual(["sparse-perceptron"]);
  });
});
