import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { SignedTransaction } from "@chainlearn/core";
import type { Address, Hex } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EXIT_CODES } from "../src/index.ts";
import { anvilAt, configWith, KEYS } from "./support/chains.ts";
import { inFolder, json, type Setting } from "./support/cli.ts";
import { type KillProxy, type Phase, startKillProxy } from "./support/kill-proxy.ts";

const GWEI = 10n ** 9n;
const REFUND = ["refund", "0"] as const;

interface Said {
  readonly transaction: string;
  readonly spent: string;
  readonly error: { readonly code: string; readonly message: string };
}

describe("a command that is stopped with a signed transaction", () => {
  let chain: AnvilChain;
  let proxy: KillProxy;
  let from: Address;
  let end: () => void;
  let setting: Setting;
  let snapshot: Hex;

  beforeAll(async () => {
    chain = await startAnvil();
    proxy = await startKillProxy(chain.url);
    from = chain.accounts[0] as Address;
    await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: GWEI });
    await chain.client.mine({ blocks: 1 });
    setting = await new Promise<Setting>((resolve, reject) => {
      inFolder(async (folder) => {
        resolve({ folder, config: configWith(anvilAt(proxy.url)), env: KEYS });
        await new Promise<void>((done) => {
          end = done;
        });
      }).catch(reject);
    });
    for (const args of [["deploy"], ["add-data", "--sample", '{"indices": [1, 2]}', "--label", "1"]])
      expect((await json(setting, ...args)).code).toBe(0);
    snapshot = await chain.client.snapshot();
  });
  afterAll(async () => {
    end?.();
    await proxy?.close();
    await chain?.close();
  });
  beforeEach(async () => {
    proxy.watch(() => false);
    await chain.client.revert({ id: snapshot });
    snapshot = await chain.client.snapshot();
  });

  const sent = (): Promise<number> => chain.client.getTransactionCount({ address: from });
  const deployment = async (): Promise<{ readonly chain: string; readonly address: string }> =>
    JSON.parse(await readFile(join(setting.folder, "deployments/test/spam.json"), "utf8"));
  const files = (): Promise<string[]> => readdir(join(setting.folder, "deployments/test"));

  /** Runs a command and stops it at its broadcast. @returns what it has signed */
  async function stoppedAt(phase: Phase, ...args: readonly string[]): Promise<SignedTransaction> {
    const stop = new AbortController();
    proxy.watch((_, now, body) => {
      const isThere = now === phase && body.includes('"eth_sendRawTransaction"');
      if (isThere) stop.abort("SIGINT");
      return isThere;
    });
    // No block has it before the command has stopped.
    await chain.client.setAutomine(false);
    const stopped = await json({ ...setting, signal: stop.signal }, ...args);
    expect(stopped.code).toBe(EXIT_CODES.interrupted);
    expect(stopped.err).toContain("Run the same command again to go on; nothing is paid twice.");
    proxy.watch(() => false);
    if (phase === "answered") await chain.client.mine({ blocks: 1 });
    await chain.client.setAutomine(true);
    const journal = (await files()).find((name) => name.endsWith(".sending.json"))!;
    const { pending } = JSON.parse(
      await readFile(join(setting.folder, "deployments/test", journal), "utf8"),
    ) as { readonly pending: { readonly transactions: readonly SignedTransaction[] } };
    return pending.transactions.at(-1)!;
  }

  it("sends it when it runs again, within its limit, and nothing else", async () => {
    const before = await sent();
    const signed = await stoppedAt("asked", ...REFUND);
    expect(await sent()).toBe(before);
    const other = await json<Said>(setting, "add-data", "--sample", '{"indices": [3]}', "--label", "0");
    expect([other.code, other.value.error.code]).toEqual([EXIT_CODES.chain, "transaction_pending"]);
    expect(other.value.error.message).toContain('"refund 0"');
    expect((await json<Said>(setting, ...REFUND, "--simulate")).code).toBe(0);
    const poor = await json<Said>(setting, ...REFUND, "--max-spend", "1wei");
    expect(poor.value.error.code).toBe("spend_limit");
    expect(await sent()).toBe(before);
    const again = await json<Said>(setting, ...REFUND);
    expect(again.value.transaction).toBe(`0x${signed.transaction.slice(2)}`);
    expect(BigInt(again.value.spent)).toBeGreaterThan(0n);
    expect(await sent()).toBe(before + 1);
    expect(await files()).toEqual(["spam.json"]);
  });

  it("takes its result when it runs again after a block has it", async () => {
    const before = await sent();
    const signed = await stoppedAt("answered", ...REFUND);
    expect(await sent()).toBe(before + 1);
    const again = await json<Said>(setting, ...REFUND);
    expect(again.value).toMatchObject({ transaction: signed.transaction, spent: "0" });
    expect(again.value).toMatchObject({ done: [{ id: 0 }] });
    expect(await sent()).toBe(before + 1);
    expect(await files()).toEqual(["spam.json"]);
    // It is a new command from now on.
    expect((await json<Said>(setting, ...REFUND)).value.error.code).toBe("already_claimed");
  });

  it("is in no other command's way once a block has it, and is found after that one", async () => {
    const before = await sent();
    const signed = await stoppedAt("answered", ...REFUND);
    const other = await json(setting, "add-data", "--sample", '{"indices": [3]}', "--label", "0");
    expect(other.err).toContain('"refund 0"');
    expect([other.code, await sent()]).toEqual([0, before + 2]);
    const again = await json<Said>(setting, ...REFUND);
    expect(again.value).toMatchObject({ transaction: signed.transaction, spent: "0" });
    expect(await sent()).toBe(before + 2);
    expect(await files()).toEqual(["spam.json"]);
  });

  it("is not paid again when the command was killed after the block and before its end", async () => {
    const before = await sent();
    const folder = join(setting.folder, "deployments/test");
    let left: readonly [string, string] | undefined;
    // What is there when the receipt has come: a killed process would leave it like that.
    proxy.watch(async (_, phase, body) => {
      if (phase !== "answered" || !body.includes('"eth_getTransactionReceipt"')) return false;
      const journal = (await files()).find((name) => name.endsWith(".sending.json"));
      if (journal) left = [journal, await readFile(join(folder, journal), "utf8")];
      return false;
    });
    const first = await json<Said>(setting, ...REFUND);
    proxy.watch(() => false);
    await writeFile(join(folder, left![0]), left![1]);
    const again = await json<Said>(setting, ...REFUND);
    expect(again.value).toMatchObject({ transaction: first.value.transaction, spent: "0" });
    expect(await sent()).toBe(before + 1);
    expect(await files()).toEqual(["spam.json"]);
  });

  it("keeps how far a file has come while other commands are sent", async () => {
    const lines = [1, 2, 3].map((k) => `{"sample": {"indices": [7, ${10 + k}]}, "label": 1}`);
    await writeFile(join(setting.folder, "lines.jsonl"), `${lines.join("\n")}\n`);
    const add = ["add-data", "--file", "lines.jsonl", "--batch", "1", "--max-spend", "9eth"];
    const before = await sent();
    const stop = new AbortController();
    let broadcasts = 0;
    proxy.watch((_, phase, body) => {
      if (phase === "answered" && body.includes('"eth_sendRawTransaction"') && ++broadcasts === 2)
        stop.abort("SIGINT");
      return false;
    });
    expect((await json({ ...setting, signal: stop.signal }, ...add)).code).toBe(EXIT_CODES.interrupted);
    proxy.watch(() => false);
    expect((await json(setting, ...REFUND)).code).toBe(0);
    const rest = await json<{ readonly added: readonly object[] }>(setting, ...add);
    expect(rest.code).toBe(0);
    expect((await sent()) - before).toBe(lines.length + 1);
    expect(await files()).toEqual(["spam.json"]);
  });

  it("pays for nothing twice when runs with --resume and without take turns, in batches of any size", async () => {
    const lines = [1, 2, 3, 4, 5].map((k) => `{"sample": {"indices": [9, ${10 + k}]}, "label": 1}`);
    // Equal samples that are meant twice.
    await writeFile(join(setting.folder, "turns.jsonl"), `${[...lines, lines[0]].join("\n")}\n`);
    const add = ["add-data", "--file", "turns.jsonl", "--max-spend", "9eth", "--batch"];
    const inLog = async (): Promise<number> => {
      const log = await json<{ readonly contributions: number }>(setting, "status");
      return Number(log.value.contributions);
    };
    const before = await inLog();
    const stopAfterFirst = async (...args: readonly string[]): Promise<void> => {
      const stop = new AbortController();
      proxy.watch((_, phase, body) => {
        if (phase === "answered" && body.includes('"eth_sendRawTransaction"')) stop.abort("SIGINT");
        return false;
      });
      const stopped = await json({ ...setting, signal: stop.signal }, ...args);
      expect(stopped.code).toBe(EXIT_CODES.interrupted);
      proxy.watch(() => false);
    };
    await stopAfterFirst(...add, "2");
    await stopAfterFirst(...add, "1");
    expect((await inLog()) - before).toBe(3);
    const resumed = await json<{ readonly added: readonly object[] }>(setting, ...add, "2", "--resume");
    expect([resumed.code, (await inLog()) - before]).toEqual([0, lines.length + 1]);
    const other = await json(setting, ...REFUND);
    expect(other.err).not.toContain("earlier command");
    const number = await sent();
    const again = await json<{ readonly added: readonly object[] }>(setting, ...add, "2");
    expect([again.code, again.value.added, await sent()]).toEqual([0, [], number]);
    expect(await files()).toEqual(["spam.json"]);
  });

  it("leaves nothing when it fails in its block", async () => {
    const address = (await deployment()).address as Address;
    const code = (await chain.client.getCode({ address }))!;
    proxy.watch(async (_, phase, body) => {
      if (phase === "asked" && body.includes('"eth_sendRawTransaction"'))
        await chain.client.setCode({ address, bytecode: "0x5f5ffd" });
      return false;
    });
    const before = await sent();
    const lost = await json<Said>(setting, ...REFUND);
    await chain.client.setCode({ address, bytecode: code });
    expect([lost.code, lost.value.error.code]).toEqual([EXIT_CODES.input, "malformed_message"]);
    expect(lost.err).not.toContain("Run the same command again");
    expect([await sent(), await files()]).toEqual([before + 1, ["spam.json"]]);
  });

  it("is told of once by other commands, and forgotten by them when it has done nothing", async () => {
    const fails = async (body: string): Promise<void> => {
      const name = `spam.${from}.${"0".repeat(32)}.sending.json`;
      await writeFile(join(setting.folder, "deployments/test", name), body);
    };
    const { chain: id, address } = await deployment();
    const left = { version: 1, contract: `${id}:${address}`, action: "report 7" };
    await fails(JSON.stringify({ ...left, total: 1, done: 0 }));
    expect((await json(setting, ...REFUND)).err).not.toContain("report 7");
    expect(await files()).toEqual(["spam.json"]);
    await fails(JSON.stringify({ ...left, done: 1 }));
    const add = ["add-data", "--sample", '{"indices": [3]}', "--label", "0"];
    expect((await json(setting, ...add)).err).toContain('"report 7"');
    expect((await json(setting, ...add)).err).not.toContain('"report 7"');
    await rm(join(setting.folder, "deployments/test", (await files()).find((name) => name.includes("000"))!));
  });

  it("is no deployment's when its creation was refused, and one is none that the chain has forgotten", async () => {
    const file = join(setting.folder, "deployments/test/spam.json");
    const text = await readFile(file, "utf8");
    const receipt = JSON.parse(text) as { readonly steps: readonly object[] };
    const before = await sent();
    await writeFile(file, JSON.stringify({ ...receipt, address: from }));
    const gone = await json<Said>(setting, "deploy");
    expect([gone.value.error.code, await sent()]).toEqual(["unknown_contract", before]);
    expect(gone.value.error.message).toContain("Remove it to deploy again");
    // What the contradicted composition was, nobody needs to know.
    await writeFile(file, JSON.stringify({ ...receipt, codeHash: "", steps: [], sealed: false }));
    const again = await json<{ readonly deployed: boolean }>(setting, "deploy");
    expect([again.code, again.value.deployed]).toEqual([0, true]);
    expect(await sent()).toBe(before + receipt.steps.length);
    await writeFile(file, text);
  });

  it("is not told to be given up by a simulation beside it", async () => {
    let beside: { readonly code: number; readonly err: string } | undefined;
    proxy.watch(async (_, phase, body) => {
      if (phase !== "answered" || !body.includes('"eth_sendRawTransaction"') || beside) return false;
      const add = ["add-data", "--sample", '{"indices": [3]}', "--label", "0", "--simulate"];
      beside = await json(setting, ...add);
      return false;
    });
    expect((await json<Said>(setting, ...REFUND)).code).toBe(0);
    expect(beside).toMatchObject({ code: 0, err: expect.stringContaining("is being sent") });
    expect(beside!.err).not.toContain("remove");
  });

  it("is in no other command's way once its number is used", async () => {
    const before = await sent();
    const signed = await stoppedAt("asked", ...REFUND);
    const rival = await chain.signers[0]!.signTransaction({
      ...{ chainId: chain.client.chain.id, type: "eip1559", nonce: signed.number, to: from, gas: 21_000n },
      ...{ maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: 0n },
    });
    await chain.client.sendRawTransaction({ serializedTransaction: rival });
    const again = await json<Said>(setting, ...REFUND);
    expect(again.err).toContain("did nothing and never will");
    expect([again.code, await sent()]).toEqual([0, before + 2]);
    expect(again.value.transaction).not.toBe(signed.transaction);
  });

  it("goes on with what is left of a file, also with samples that are there twice", async () => {
    const line = '{"sample": {"indices": [1, 2]}, "label": 1}';
    await writeFile(join(setting.folder, "twice.jsonl"), `${line}\n${line}\n${line}\n`);
    const before = await sent();
    const add = ["add-data", "--file", "twice.jsonl", "--batch", "1", "--max-spend"];
    // The first one comes after an idle hour; the next ones are dearer, beyond the limit.
    await chain.setTime((await chain.now()) + 3_600);
    await chain.client.mine({ blocks: 1 });
    const quoted = await json<{ readonly plan: { readonly payment: string; readonly fee: string } }>(
      setting,
      ...[...add, "9eth", "--simulate"],
    );
    const { payment, fee } = quoted.value.plan;
    const poor = await json<Said>(setting, ...add, `${BigInt(payment) + 2n * BigInt(fee)}wei`);
    expect(poor.value.error.code).toBe("spend_limit");
    const done = (await sent()) - before;
    expect(done).toBe(1);
    const again = await json<{ readonly added: readonly object[] }>(setting, ...add, "9eth");
    // The last transaction of the first run is found in its block, and what it added is told again.
    expect(again.value.added).toHaveLength(3);
    expect((await sent()) - before).toBe(3);
    expect(await files()).toEqual(["spam.json"]);
  });

  it("has its whole limit for the next number when another program was faster with the first", async () => {
    const add = ["add-data", "--sample", '{"indices": [5]}', "--label", "0"];
    let isFirst = true;
    proxy.watch(async (_, phase, body) => {
      if (!isFirst || phase !== "asked" || !body.includes('"eth_sendRawTransaction"')) return false;
      isFirst = false;
      const rival = await chain.signers[0]!.signTransaction({
        ...{ chainId: chain.client.chain.id, type: "eip1559", nonce: await sent(), to: from, gas: 21_000n },
        ...{ maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: 0n },
      });
      const hash = await chain.client.sendRawTransaction({ serializedTransaction: rival });
      await chain.client.waitForTransactionReceipt({ hash });
      return false;
    });
    const before = await sent();
    const added = await json<Said>(setting, ...add);
    expect([added.code, added.value.error]).toEqual([0, undefined]);
    expect((await sent()) - before).toBe(2);
  });

  it("counts as done once as many blocks as the configuration says have it or follow it", async () => {
    const patient = { ...setting, config: configWith(anvilAt(proxy.url, { confirmations: 2 })) };
    let looks = 0;
    proxy.watch(async (_, phase, body) => {
      if (phase === "answered" && body.includes('"eth_getTransactionReceipt"') && ++looks === 3)
        await chain.client.mine({ blocks: 1 });
      return false;
    });
    expect((await json<Said>(patient, ...REFUND)).code).toBe(0);
    expect(looks).toBeGreaterThan(2);
  });

  it("is sent by one of two that run it at once; the same holds for a deployment", async () => {
    const before = await sent();
    const both = await Promise.all([json<Said>(setting, ...REFUND), json<Said>(setting, ...REFUND)]);
    expect(both.map(({ code }) => code).toSorted()).toEqual([EXIT_CODES.done, EXIT_CODES.usage]);
    expect(both.map(({ value }) => value.error?.code)).toContain("in_use");
    expect(await sent()).toBe(before + 1);
    await inFolder(async (folder) => {
      const elsewhere = { ...setting, folder };
      const deployed = await Promise.all([json<Said>(elsewhere, "deploy"), json<Said>(elsewhere, "deploy")]);
      expect(deployed.map(({ value }) => value.error?.code).toSorted()).toEqual(["in_use", undefined]);
      const { steps } = JSON.parse(await readFile(join(folder, "deployments/test/spam.json"), "utf8")) as {
        readonly steps: readonly object[];
      };
      expect(await sent()).toBe(before + 1 + steps.length);
    });
  });
});
