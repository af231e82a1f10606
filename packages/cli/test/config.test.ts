import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLocalChain } from "@chainlearn/adapter-local";
import { stored } from "@chainlearn/core";
import { murmur3Words } from "@chainlearn/encoders";
import { mechanisms } from "@chainlearn/mechanisms";
import { models, sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, expectTypeOf, it } from "vitest";
import { checkConfig } from "../src/config/check.ts";
import {
  type Config,
  cosmwasm,
  defineConfig,
  devChain,
  EXIT_CODES,
  fromEnvironment,
  localChains,
  type PluginSource,
  testnets,
} from "../src/index.ts";
import { configWith, spam } from "./support/chains.ts";
import { inFolder, json, run } from "./support/cli.ts";

const chain = devChain(await createLocalChain());
const good = configWith(chain);

describe("a configuration", () => {
  it("is taken when it is right", () => {
    expect(checkConfig(good, "file")).toBe(good);
  });

  it.each([
    ["the default export", undefined],
    ["the default export", []],
    ["compositon", { ...good, compositon: {} }],
    ["plugins", { ...good, plugins: models }],
    ["plugins[1]", { ...good, plugins: [models, "@chainlearn/mechanisms"] }],
    ["chains", { ...good, chains: [chain] }],
    ["chains.test", { ...good, chains: { test: "sepolia" } }],
    ["chains.My Chain", { ...good, chains: { "My Chain": chain } }],
    ["plugins[0]", { ...good, plugins: [stored] }],
    ["chains.../up", { ...good, chains: { "../up": chain } }],
    ["compositions", { ...good, compositions: undefined }],
    ["compositions.spam", { ...good, compositions: { spam: "sparse-perceptron" } }],
    ["compositions.spam.modell", { ...good, compositions: { spam: { ...spam, modell: "x" } } }],
    ["compositions.spam.mechanism", { ...good, compositions: { spam: { ...spam, mechanism: 5 } } }],
    ["compositions.spam.shape", { ...good, compositions: { spam: { ...spam, shape: undefined } } }],
    ["compositions.spam.initialModel", { ...good, compositions: { spam: { ...spam, initialModel: 1 } } }],
    ["compositions.spam.roles", { ...good, compositions: { spam: { ...spam, roles: { owner: 1 } } } }],
    ["compositions.spam.weights", { ...good, compositions: { spam: { ...spam, weights: "code " } } }],
    ["deployments", { ...good, deployments: 1 }],
  ])("is refused with the place that is wrong: %s", (path, config) => {
    expect(() => checkConfig(config, "file")).toThrow(
      expect.objectContaining({ code: "invalid_config", details: { path } }),
    );
  });

  it.each([
    ["a local chain", () => localChains.anvil({ prot: 18_545 } as object), "prot"],
    ["a port", () => localChains.cosmwasm({ port: "18546" as unknown as number }), '"18546"'],
    ["a range", () => testnets.sepolia({ logRange: 0 }), "logRange is 0; whole numbers from 1 on"],
    ["a pause", () => testnets.sepolia({ pollingIntervalMs: Number.NaN }), "pollingIntervalMs is NaN"],
    ["a margin", () => testnets.osmosis({ gasMargin: 0.5 }), "gasMargin is 0.5; numbers from 1 to 10"],
    ["decimals", () => testnets.osmosis({ decimals: 19 }), "decimals is 19"],
    ["confirmations", () => testnets.sepolia({ confirmations: 0 }), "confirmations is 0"],
    ["an EVM chain", () => testnets.sepolia({ rpcURL: "http://127.0.0.1:1" } as object), "rpcURL"],
    ["a CosmWasm chain", () => testnets.osmosis({ gasprice: "1uosmo" } as object), "gasprice"],
  ])("refuses options of %s that would silently be their default", (_, make, named) => {
    expect(make).toThrow(
      expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(named) }),
    );
  });

  it("refuses keys in a configuration without repeating them", () => {
    const key = `0x${"ab".repeat(32)}`;
    for (const chainOf of [testnets.sepolia, testnets.xion])
      try {
        chainOf({ accounts: { me: key } } as object);
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid_config", message: expect.stringContaining('"me"') });
        expect(String(error)).not.toContain("abab");
      }
  });

  it.each([
    ["export const config: object = {};", "the default export"],
    [
      'import { kernel } from "./src/mine/generated/kernel.ts";\nexport default { kernel };',
      "chainlearn build",
    ],
    ["export default {{};", "cannot be run"],
  ])("is refused with its path: %s", async (text, why) => {
    await inFolder(async (folder) => {
      const file = join(folder, "chainlearn.config.ts");
      await writeFile(file, text);
      const { code, value } = await json<{ error: { code: string; message: string } }>({ folder }, "chains");
      expect([code, value.error.code]).toEqual([EXIT_CODES.config, "invalid_config"]);
      expect(value.error.message).toContain(file);
      expect(value.error.message).toContain(why);
    });
  });

  it("is typed: editors say what is wrong with it", () => {
    const typed = defineConfig({
      plugins: [models, mechanisms, sparsePerceptron],
      chains: { sepolia: testnets.sepolia({ accounts: { me: fromEnvironment("MY_KEY") } }) },
      compositions: { spam: { ...spam, roles: { curator: "me" }, weights: "code" } },
    });
    expectTypeOf(typed).toEqualTypeOf<Config>();
    const { chains, compositions } = good;
    const wrong = [
      // @ts-expect-error unknown key
      defineConfig({ chains, compositions, plugin: [models] }),
      // @ts-expect-error missing key
      defineConfig({ chains }),
      // @ts-expect-error the name of a package is no plugin
      defineConfig({ chains, compositions, plugins: ["@chainlearn/mechanisms"] }),
      // @ts-expect-error unknown key of a composition
      defineConfig({ chains, compositions: { spam: { ...spam, mechansimParams: {} } } }),
      // @ts-expect-error amounts are bigints
      defineConfig({ chains, compositions: { spam: { ...spam, mechanismParams: { feeUnits: 500 } } } }),
      // @ts-expect-error a role is an address or a name
      defineConfig({ chains, compositions: { spam: { ...spam, roles: { curator: 0xabcn } } } }),
      // @ts-expect-error no width of a cell
      defineConfig({ chains, compositions: { spam: { ...spam, shape: { ...spam.shape, lane: 24 } } } }),
      // @ts-expect-error no place for weights
      defineConfig({ chains, compositions: { spam: { ...spam, weights: "disk" } } }),
    ];
    // @ts-expect-error a key itself has no place in a configuration
    const leaking = (): unknown => testnets.sepolia({ accounts: { me: "0x01" } });
    expect(leaking).toThrow(expect.objectContaining({ code: "invalid_config" }));
    expectTypeOf(wrong).toEqualTypeOf<Config[]>();
  });

  it("names one chain and one composition where there are more", async () => {
    await inFolder(async (folder) => {
      const config = { ...good, chains: { one: chain, two: chain } };
      const setting = { folder, config };
      for (const args of [[], ["--chain", "three"], ["--chain", "one", "--composition", "ham"]]) {
        const { code, value } = await json<{ error: { code: string } }>(setting, "quote", ...args);
        expect([code, value.error.code]).toEqual([EXIT_CODES.config, "invalid_config"]);
      }
    });
  });

  it("takes plugins one by one, from anywhere", async () => {
    await inFolder(async (folder) => {
      const mine = { ...sparsePerceptron, manifest: { ...sparsePerceptron.manifest, id: "mine" } };
      const config = configWith(chain, { ...spam, model: "mine" });
      const setting = (plugins: readonly PluginSource[]) => ({ folder, config: { ...config, plugins } });
      const without = await json<{ error: { code: string } }>(setting([mechanisms]), "deploy");
      expect([without.code, without.value.error.code]).toEqual([EXIT_CODES.config, "unknown_plugin"]);
      const { value } = await json(setting([mechanisms, mine]), "deploy");
      expect(value).toMatchObject({ receipt: { plugins: { model: "mine" } } });
    });
  });

  it("refuses what is no address of a node, without repeating it, and what is no denomination", () => {
    const options = { network: "a-1", prefix: "a", denom: "uaa", gasPrice: "0.1uaa" };
    const wrong = (make: () => unknown, what: string) => {
      expect(make).toThrow(
        expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(what) }),
      );
      expect(make).not.toThrow(/SECRET/);
    };
    const good = "http://127.0.0.1:1";
    wrong(() => cosmwasm({ ...options, rpc: [good, "node/SECRET"] }), "address 2 of 2 in rpc");
    wrong(() => testnets.sepolia({ rpcUrl: "ftp://a/SECRET" }), "address 1 of 1 in rpcUrl");
    wrong(() => testnets.sepolia({ rpcUrl: [] }), "rpcUrl has no address");
    wrong(() => cosmwasm({ ...options, rpc: good, denom: "ua", gasPrice: "0.1ua" }), 'denom is "ua"');
  });

  it("has gas and payments of a CosmWasm chain in one denomination", () => {
    const options = { network: "a-1", rpc: "http://127.0.0.1:1", prefix: "a", denom: "uaa" };
    for (const gasPrice of ["0.1ubb", "0.1", "uaa"])
      expect(() => cosmwasm({ ...options, gasPrice })).toThrow(
        expect.objectContaining({ code: "invalid_config" }),
      );
    expect(cosmwasm({ ...options, gasPrice: "0.1uaa" }).chainId).toBe("cosmos:a-1");
  });
});

describe("roles", () => {
  it("are given to accounts by their names", async () => {
    await inFolder(async (folder) => {
      const setting = (roles: Record<string, string>) => ({
        folder,
        config: configWith(chain, { ...spam, roles }),
      });
      const wrong = await json<{ error: { code: string } }>(setting({ owner: "alice" }), "deploy");
      expect(wrong.value.error.code).toBe("invalid_config");
      const { value } = await json(setting({ beneficiary: "alice" }), "deploy");
      expect(value).toMatchObject({ receipt: { roles: { beneficiary: "local1alice" } } });
    });
  });
});

describe("input that is wrong", () => {
  const samples = (...args: string[]) => ["add-data", ...args];
  it.each([
    [samples(), "argument_out_of_range"],
    [samples("--sample", "{}", "--label", "1", "--input", "x"), "argument_out_of_range"],
    [samples("--sample", '{"indices": [1]}'), "argument_out_of_range"],
    [samples("--sample", "{", "--label", "1"), "sample_malformed"],
    [samples("--sample", '{"indices": ["1"]}', "--label", "1"), "sample_malformed"],
    [samples("--sample", '{"indices": [1000]}', "--label", "1"), "index_out_of_range"],
    [samples("--sample", '{"indices": [2, 1]}', "--label", "1"), "index_out_of_order"],
    [samples("--sample", '{"indices": [1]}', "--label", "2"), "label_out_of_range"],
    [samples("--input", "text", "--label", "1"), "unsupported"],
    [samples("--file", "missing.jsonl"), "invalid_file"],
    [samples("--file", "-"), "invalid_file"],
    [samples("--sample", '{"indices": [1]}', "--label", "1", "--batch", "257"), "argument_out_of_range"],
    [samples("--sample", '{"indices": [1]}', "--label", "1", "--from", "nobody"), "unknown_account"],
    [samples("--sample", '{"indices": [1]}', "--label", "1", "--max-spend", "5"), "argument_out_of_range"],
    [samples("--file", "."), "invalid_file"],
    [["predict", "--file", "-"], "invalid_file"],
    [["refund", "0", "--from", "alice", "--composition", "spam"], "unknown_record"],
    [["act", "take"], "argument_out_of_range"],
    [["replay", "--block", "999999"], "argument_out_of_range"],
    [["verify", "--block", "0"], "argument_out_of_range"],
    [["export", "model", "--block", "0"], "argument_out_of_range"],
    [["status", "--store", "mysql://localhost/x"], "store_failure"],
    [["import", "missing.json", "--out", "x"], "invalid_file"],
    [["import", "missing.json"], "invalid_file"],
  ])("is refused with a code and leaves nothing: %j", async (args, code) => {
    await inFolder(async (folder) => {
      const own = devChain(await createLocalChain());
      const setting = { folder, config: configWith(own) };
      await run(setting, "deploy");
      const { value } = await json<{ error: { code: string } }>(setting, ...args);
      expect(value.error.code).toBe(code);
      expect(await json(setting, "status")).toMatchObject({ value: { contributions: 0 } });
    });
  });

  it("is found with its line", async () => {
    await inFolder(async (folder) => {
      const setting = { folder, config: configWith(devChain(await createLocalChain())) };
      await run(setting, "deploy");
      const good = '{"sample": {"indices": [1]}, "label": 1}';
      for (const bad of [
        "{",
        "[]",
        "{}",
        '{"sample": {"indices": [1]}, "label": 9}',
        '{"sample": {}, "label": 1}',
        '{"sample": {"indices": [1]}, "label": "1"}',
      ]) {
        const input = `${good}\n${bad}\n`;
        const { code, err } = await run({ ...setting, input }, "add-data", "--file", "-");
        expect(code).toBe(EXIT_CODES.input);
        expect(err).toContain("line 2 of standard input");
        // What to do stands below what happened, also where a place was added.
        expect(err).toMatch(/\.\n {2}\S.*\n$/);
      }
      expect(await json(setting, "status")).toMatchObject({ value: { contributions: 0 } });
      const marked = await run({ ...setting, input: `\uFEFF${good}\r\n${good}` }, "add-data", "--file", "-");
      expect(marked.code).toBe(0);
      expect(await json(setting, "status")).toMatchObject({ value: { contributions: 2 } });
    });
  });

  it("is refused where an encoder cannot take it", async () => {
    await inFolder(async (folder) => {
      const config = configWith(devChain(await createLocalChain()), { ...spam, encoder: murmur3Words });
      const setting = { folder, config, input: '{"input": 5, "label": 1}' };
      await run(setting, "deploy");
      const { code, err } = await run(setting, "add-data", "--file", "-");
      expect([code, err]).toEqual([EXIT_CODES.input, expect.stringContaining("line 1 of standard input")]);
      expect(err).toContain("murmur3-words");
    });
  });
});
