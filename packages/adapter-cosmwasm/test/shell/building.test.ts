import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildContract } from "@chainlearn/adapter-cosmwasm/compiler";
import { ChainlearnError, type MechanismManifest, toHex } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it, vi } from "vitest";
import { compose } from "./support/bench.ts";

const withStake = (change: Partial<MechanismManifest>) => ({
  manifest: { ...stake.manifest, ...change },
  kernel: stake.kernel,
});
const [refund] = stake.manifest.actions as MechanismManifest["actions"] as [
  MechanismManifest["actions"][number],
];
const PARAMS = { costWeightUnits: 1n };

async function refusal(change: Partial<MechanismManifest>): Promise<string> {
  try {
    await buildContract(compose({ mechanism: withStake(change), mechanismParams: PARAMS }));
    return "built";
  } catch (error) {
    if (error instanceof ChainlearnError) return error.code;
    throw error;
  }
}

describe("building a contract", () => {
  it("gives the same bytes every time, whatever the parameters, and their checksum", async () => {
    const { wasm, checksum } = await buildContract(compose({ mechanismParams: { costWeightUnits: 5n } }));
    expect(toHex(sha256(wasm))).toBe(checksum);
    expect(await buildContract(compose({ mechanismParams: { costWeightUnits: 6n } }))).toMatchObject({
      checksum,
    });
    // A second copy of the compiler, with a cache folder of its own, knows nothing of what the first has kept.
    const folder = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
    vi.stubEnv("XDG_CACHE_HOME", folder);
    vi.resetModules();
    const second = await import("@chainlearn/adapter-cosmwasm/compiler");
    expect(second.buildContract).not.toBe(buildContract);
    expect(await second.buildContract(compose())).toMatchObject({ checksum });
    // A third has that folder.
    vi.resetModules();
    vi.doMock("../../src/compiler/optimize.ts", () => ({
      optimizeContract: () => expect.fail("linked again"),
    }));
    const third = await import("@chainlearn/adapter-cosmwasm/compiler");
    expect(await third.buildContract(compose())).toMatchObject({ checksum });
    vi.doUnmock("../../src/compiler/optimize.ts");
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it("gives other bytes for another shape", async () => {
    const { checksum } = await buildContract(compose());
    const other = await buildContract(compose({ shape: { maxEntries: 7 } }));
    expect(other.checksum).not.toBe(checksum);
  });

  it("leaves no path, no name and no import but the chain's in the contract", async () => {
    const { wasm } = await buildContract(compose());
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    expect(WebAssembly.Module.customSections(module, "name")).toEqual([]);
    expect(
      new Set(WebAssembly.Module.imports(module).map(({ module, name }) => `${module}.${name}`)),
    ).toEqual(new Set(["env.db_read", "env.db_write", "env.db_remove", "env.addr_validate"]));
    expect(new Set(WebAssembly.Module.exports(module).map(({ name }) => name))).toEqual(
      new Set([
        ...["allocate", "deallocate", "execute", "instantiate"],
        ...["interface_version_8", "memory", "query", "reply"],
      ]),
    );
    expect(Buffer.from(wasm).toString("latin1")).not.toMatch(/assembly|node_modules|\.ts/);
  });

  it.each<[string, Partial<MechanismManifest>]>([
    [
      "a parameter of the model's name",
      { params: [...stake.manifest.params, { ...sparsePerceptron.manifest.params[0]! }] },
    ],
    ["an action called as an entry", { actions: [{ ...refund, name: "addData" }] }],
  ])("refuses %s", async (_, change) => {
    expect(await refusal(change)).toBe("invalid_composition");
  });

  it("refuses a mechanism without one of its actions, or with a parameter too few", async () => {
    expect(await refusal({ actions: [{ ...refund, name: "other" }] })).toBe("invalid_kernel");
    expect(await refusal({ params: [{ ...stake.manifest.params[0]! }] })).toBe("invalid_kernel");
  });
});
