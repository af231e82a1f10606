import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AnvilChain, startAnvil, startAnvilProcess } from "@chainlearn/adapter-evm/testing";
import { foundry, sepolia } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clockCheck } from "../src/doctor/clock.ts";
import {
  type ChainConfig,
  type Config,
  cosmwasm,
  type EvmChainOptions,
  EXIT_CODES,
  evm,
  fromEnvironment,
  fromKeystore,
} from "../src/index.ts";
import { configWith, KEYS, keysIn } from "./support/chains.ts";
import { inFolder, json, run } from "./support/cli.ts";

interface Report {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly chain: string;
    readonly name: string;
    readonly status: string;
    readonly found: string;
    readonly todo?: string;
  }[];
}

/** Without compositions, so that nothing has to be compiled. */
const only = (chain: ChainConfig): Config => ({ chains: { test: chain }, compositions: {} });

async function examine(
  config: Config,
  env: Readonly<Record<string, string>> = KEYS,
): Promise<{ readonly code: number; readonly of: (name: string) => Report["checks"][number] | undefined }> {
  return inFolder(async (folder) => {
    const { code, value, err } = await json<Report>({ folder, config, env }, "doctor");
    expect(keysIn(JSON.stringify(value) + err)).toEqual([]);
    expect(value.ok).toBe(code === EXIT_CODES.done);
    for (const check of value.checks) if (check.status !== "ok") expect(check.todo, check.name).toMatch(/\w/);
    return { code, of: (name) => value.checks.find((check) => check.name === name) };
  });
}

let chain: AnvilChain;
const at = (options: Partial<EvmChainOptions> = {}): ChainConfig =>
  evm({
    chain: foundry,
    rpcUrl: chain.url,
    accounts: { deployer: fromEnvironment("DEPLOYER_KEY") },
    ...options,
  });

beforeAll(async () => {
  // Genesis is long ago; blocks are of now.
  chain = await startAnvil();
  await chain.setTime(Math.floor(Date.now() / 1_000));
  await chain.client.mine({ blocks: 1 });
});
afterAll(() => chain.close());

describe("doctor on an EVM chain", () => {
  it("finds nothing wrong where nothing is, and says what a deployment costs", async () => {
    const { code, of } = await examine(configWith(at()));
    expect(of("node")).toMatchObject({ status: "ok", chain: "test" });
    expect(of("version")!.found).toContain("anvil");
    for (const name of ["syncing", "clock", "gas limits", "gas price", "logs", "solc", "Node"])
      expect(of(name), name).toMatchObject({ status: "ok" });
    expect(of("rules")).toMatchObject({ status: "ok", found: "those of Osaka" });
    expect(of("key of deployer")).toMatchObject({
      status: "ok",
      found: `variable DEPLOYER_KEY: ${chain.accounts[0]}`,
    });
    expect(of("deployment of spam")).toMatchObject({ status: "ok" });
    expect(of("deployment of spam")!.found).toMatch(
      /^at most [\d.]+ ETH \(gas \d{7}\); 0x\w+ has 1000000 ETH$/,
    );
    expect(of("largest transaction of spam")!.found).toMatch(/^gas \d{7} of 16777216$/);
    expect(code).toBe(EXIT_CODES.done);
  });

  it("finds an account without money", async () => {
    const poor = { DEPLOYER_KEY: `0x${"12".repeat(32)}` };
    const { code, of } = await examine(configWith(at()), poor);
    expect(of("deployment of spam")).toMatchObject({ status: "fail" });
    expect(of("deployment of spam")!.todo).toMatch(/^Send 0\.\d+ ETH or more to 0x/);
    expect(code).toBe(EXIT_CODES.money);
  });

  it("finds a key that is missing or wrong, without telling it", async () => {
    const missing = await examine(only(at()), {});
    expect(missing.of("key of deployer")).toMatchObject({ status: "fail" });
    expect(missing.code).toBe(EXIT_CODES.account);
    const wrong = await examine(only(at()), { DEPLOYER_KEY: "not-a-key" });
    expect(wrong.of("key of deployer")).toMatchObject({ status: "fail" });
    expect(JSON.stringify(wrong.of("key of deployer"))).not.toContain("not-a-key");
    // Of others only a warning; and nobody is asked for a password.
    const accounts = { deployer: fromEnvironment("DEPLOYER_KEY"), alice: fromKeystore("alice.json") };
    const others = await examine(only(at({ accounts })));
    expect(others.of("key of alice")).toMatchObject({ status: "warn" });
    expect(others.code).toBe(EXIT_CODES.done);
  });

  it("tells the address that a key's file names, and how a file gets one", async () => {
    await inFolder(async (folder) => {
      const keystore = { version: 3, crypto: { cipher: "aes-128-ctr", kdf: "scrypt" } };
      const [named, nameless] = [join(folder, "named.json"), join(folder, "nameless.json")];
      const address = chain.accounts[0]!;
      await writeFile(named, JSON.stringify({ ...keystore, address: address.slice(2).toLowerCase() }));
      await writeFile(nameless, JSON.stringify(keystore));
      const ready = await examine(only(at({ accounts: { deployer: fromKeystore(named) } })), {});
      expect(ready.of("key of deployer")).toMatchObject({ status: "ok", found: `file ${named}: ${address}` });
      const unready = await examine(only(at({ accounts: { deployer: fromKeystore(nameless) } })), {});
      expect(unready.of("key of deployer")).toMatchObject({ status: "fail" });
      expect(unready.of("key of deployer")!.todo).toContain("chainlearn key address deployer --save");
    });
  });

  it("finds the node of another chain, and none", async () => {
    const other = await examine(only(at({ chain: sepolia })));
    expect(other.of("chain id")).toMatchObject({ status: "fail" });
    expect(other.of("chain id")!.found).toContain("31337");
    expect(other.code).toBe(EXIT_CODES.chain);
    const none = await examine(only(at({ rpcUrl: "http://127.0.0.1:1" })));
    expect(none.of("node")).toMatchObject({ status: "fail" });
    expect([none.of("gas price"), none.code]).toEqual([undefined, EXIT_CODES.chain]);
  });

  it("asks each of several nodes, and tells their hosts and not their addresses", async () => {
    const dead = "http://127.0.0.1:1/key-in-a-path";
    const one = await examine(only(at({ rpcUrl: [dead, chain.url] })));
    expect(one.of("node")).toMatchObject({ status: "warn" });
    expect(one.of("node")!.found).toBe(
      `Foundry (31337) at ${new URL(chain.url).host}; no answer from 127.0.0.1:1`,
    );
    expect(one.of("gas price")).toMatchObject({ status: "ok" });
    expect(one.code).toBe(EXIT_CODES.done);
    // The environment's come first.
    const env = { ...KEYS, CHAINLEARN_RPC_EIP155_31337: `${dead}, ${dead}` };
    const none = await examine(only(at()), env);
    expect(none.of("node")).toMatchObject({ status: "fail" });
    expect(JSON.stringify([one.of("node"), none.of("node")])).not.toContain("key-in-a-path");
  });

  it("finds rules that contracts cannot run under, and what to say to those of Cancun", async () => {
    for (const [hardfork, evmVersion, status, found] of [
      ["shanghai", undefined, "fail", "missing: MCOPY (Cancun), transient storage (Cancun)"],
      ["cancun", undefined, "fail", "those of Cancun, without CLZ (Osaka)"],
      ["cancun", "cancun", "ok", "those of Cancun, which evmVersion says"],
    ] as const) {
      const old = await startAnvilProcess(["--hardfork", hardfork, "--accounts", "0"]);
      try {
        const { of } = await examine(
          only(at({ rpcUrl: `http://127.0.0.1:${old.port}`, ...(evmVersion && { evmVersion }) })),
        );
        expect(of("rules"), hardfork).toMatchObject({ status, found });
      } finally {
        await old.stop();
      }
    }
  });

  it("finds a chain whose clock is wrong", async () => {
    await chain.setTime(Math.floor(Date.now() / 1_000) + 3_600);
    await chain.client.mine({ blocks: 1 });
    const { code, of } = await examine(only(at()));
    expect(of("clock")).toMatchObject({ status: "fail" });
    expect(of("clock")!.found).toMatch(/^the newest block is 3[56]\d\d s ahead/);
    expect(code).toBe(EXIT_CODES.chain);
    expect(clockCheck(1_000, 1_000_000 + 601_000)).toMatchObject({ status: "warn" });
    expect(clockCheck(1_000, 1_000_000 + 30_000)).toMatchObject({ status: "ok" });
    expect(clockCheck(1_030, 1_000_000)).toMatchObject({ status: "ok" });
  });

  it("is a table for people, with what to do below", async () => {
    await inFolder(async (folder) => {
      const { out, code } = await run({ folder, config: only(at({ chain: sepolia })), env: KEYS }, "doctor");
      expect(code).toBe(EXIT_CODES.chain);
      expect(out).toMatch(/^FAIL +test +chain id +the node is one of chain 31337/m);
      expect(out).toContain("To do:\n  test, chain id: Take a node of the chain that is meant.");
    });
  });
});

describe("doctor on a CosmWasm chain", () => {
  it("finds that nobody answers", async () => {
    const dead = cosmwasm({
      ...{ network: "a-1", rpc: "http://127.0.0.1:1", prefix: "a", denom: "uaa", gasPrice: "0.1uaa" },
    });
    const { code, of } = await examine(only(dead));
    expect(of("node")).toMatchObject({ status: "fail" });
    expect(code).toBe(EXIT_CODES.chain);
  });
});
