import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Shape } from "@chainlearn/core";
import { linkModel } from "@chainlearn/kernel/compiler";
import { densePerceptron, sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";
import { hasSimd } from "../src/compiler/simd.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const params = { learningRate: 1n, interceptRateQ16: 65_536n };
const common = { features: 40, classes: 2, lane: 16 } as const;
const sparse: Shape = { ...common, encoding: "sparse", valueBits: 0, maxEntries: 10 };
const dense: Shape = { ...common, encoding: "dense", valueBits: 8, maxEntries: 40 };

/** Says for each file whether this engine takes it, and what the linker thinks of the engine. */
const PROBE = `
import { readFileSync } from "node:fs";
const { hasSimd } = await import("./packages/kernel/src/compiler/simd.ts");
const takes = process.argv.slice(1).map((file) => WebAssembly.validate(readFileSync(file)));
console.log(JSON.stringify({ hasSimd: hasSimd(), takes }));
`;

// V8 has no vectors on x64 processors without SSE 4.1, and can be told to take this one for such.
test.skipIf(process.arch !== "x64")(
  "on an engine without vectors the linker notices, and makes what that engine takes (x64 only)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
    try {
      const files = await Promise.all(
        [true, false].flatMap((simd) =>
          ([sparsePerceptron, densePerceptron] as const).map(async (model, k) => {
            const file = join(folder, `${k}-${simd}.wasm`);
            writeFileSync(file, await linkModel(model, k === 0 ? sparse : dense, {}, params, { simd }));
            return file;
          }),
        ),
      );
      const run = (flags: readonly string[]): unknown =>
        JSON.parse(
          execFileSync(
            process.execPath,
            [...flags, "--import", "./scripts/typescript.mjs", "--input-type=module", "-e", PROBE, ...files],
            { cwd: root, encoding: "utf8" },
          ),
        );
      expect(run([])).toEqual({ hasSimd: true, takes: [true, true, true, true] });
      expect(run(["--no-enable-sse4-1"])).toEqual({ hasSimd: false, takes: [false, false, true, true] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test("this engine gets what it can run", async () => {
  const linked = await linkModel(sparsePerceptron, sparse, {}, params);
  expect(linked).toEqual(await linkModel(sparsePerceptron, sparse, {}, params, { simd: hasSimd() }));
  expect(linked).not.toEqual(await linkModel(sparsePerceptron, sparse, {}, params, { simd: !hasSimd() }));
});
