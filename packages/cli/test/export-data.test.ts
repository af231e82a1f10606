import { existsSync } from "node:fs";
import { join } from "node:path";
import { points } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { type Config, EXIT_CODES } from "../src/index.ts";
import { spam, TEST_CHAINS } from "./support/chains.ts";
import { inFolder, json } from "./support/cli.ts";

const { judge, ...silentManifest } = points.manifest;
const mechanismParams = { claimWaitSeconds: 0n };

describe("somebody else's mechanism", () => {
  it.each([
    ["says how it judges", { ...points.manifest, id: "theirs" }],
    ["does not say how it judges", { ...silentManifest, id: "theirs" }],
  ])("%s", async (_, manifest) => {
    expect(judge).toBeDefined();
    const says = "judge" in manifest;
    const chain = await TEST_CHAINS.local!();
    try {
      await inFolder(async (folder) => {
        const config: Config = {
          plugins: [models, { manifest, kernel: points.kernel }],
          chains: { test: chain.config },
          compositions: { theirs: { ...spam, mechanism: "theirs", mechanismParams } },
        };
        const ask = (...args: readonly string[]) =>
          json<Record<string, unknown> & { contributions: Record<string, unknown>[] }>(
            { folder, config },
            ...args,
          );
        expect((await ask("deploy")).code).toBe(0);
        for (const sample of ['{"indices": [3]}', '{"indices": [4]}'])
          expect((await ask("add-data", "--label", "1", "--sample", sample)).code).toBe(0);
        expect((await ask("act", "claim", "1")).code).toBe(0);
        const { value: all } = await ask("export", "data");
        expect(all.contributions.map(({ validity }) => validity)).toEqual(
          says ? ["pending", "valid"] : [undefined, undefined],
        );
        const { value: status } = await ask("status");
        expect((status.log as { validated?: number }).validated).toBe(says ? 1 : undefined);
        const { code, value } = await ask("export", "data", "--valid", "--out", "valid.jsonl");
        if (says) {
          expect(value).toMatchObject({ contributions: 1 });
        } else {
          expect([code, value]).toMatchObject([EXIT_CODES.config, { error: { code: "unsupported" } }]);
          expect(existsSync(join(folder, "valid.jsonl"))).toBe(false);
        }
      });
    } finally {
      await chain.close();
    }
  });
});
