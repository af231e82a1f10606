import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import type { DeploymentReceipt } from "@chainlearn/core";
import type { Address } from "viem";
import { expect, it } from "vitest";
import { writeWhole } from "../src/files/write.ts";
import { EXIT_CODES } from "../src/index.ts";
import { anvilAt, configWith, KEYS } from "./support/chains.ts";
import { inFolder, json, run } from "./support/cli.ts";
import { startKillProxy } from "./support/kill-proxy.ts";

it("a deployment that is stopped says how to go on, and goes on without paying twice", async () => {
  const chain = await startAnvil();
  const proxy = await startKillProxy(chain.url);
  const transactions = (): Promise<number> =>
    chain.client.getTransactionCount({ address: chain.accounts[0] as Address });
  try {
    await inFolder(async (folder) => {
      const setting = { folder, config: configWith(anvilAt(proxy.url)), env: KEYS };
      const file = join(folder, "deployments/test/spam.json");
      const stop = new AbortController();
      // When the creation is signed and has not reached the chain.
      proxy.watch((_, phase, body) => {
        const isCreation = phase === "asked" && body.includes('"eth_sendRawTransaction"');
        if (isCreation) stop.abort("SIGINT");
        return isCreation;
      });
      const stopped = await run({ ...setting, signal: stop.signal }, "deploy");
      expect(stopped.code).toBe(EXIT_CODES.interrupted);
      expect(stopped.err).toContain(`What has been signed and done is in ${file}.`);
      expect(stopped.err).toContain("Run the same command again");
      expect(await transactions()).toBe(0);
      const written = JSON.parse(await readFile(file, "utf8")) as DeploymentReceipt;
      expect(written).toMatchObject({ steps: [], pending: { step: "create" } });

      proxy.watch(() => false);
      const simulated = await json<{ simulated: boolean }>(setting, "deploy", "--simulate");
      expect([simulated.value.simulated, await transactions()]).toEqual([true, 0]);
      const poor = await json<{ error: { code: string } }>(setting, "deploy", "--max-spend", "1wei");
      expect([poor.value.error.code, await transactions()]).toEqual(["spend_limit", 0]);

      const again = await json<{ receipt: DeploymentReceipt }>(setting, "deploy");
      expect(again.code).toBe(0);
      expect(again.err).toContain('"create" is signed and sent again unless a block has it');
      const { receipt } = again.value;
      expect(receipt.address).toBe(written.address);
      expect(receipt.steps[0]!.transaction).toBe(written.pending!.transactions[0]!.transaction);
      expect(await transactions()).toBe(receipt.steps.length);
    });
  } finally {
    await proxy.close();
    await chain.close();
  }
});

it("a deployment that the account cannot pay for is not begun; its simulation says what it costs and what is there", async () => {
  const chain = await startAnvil();
  try {
    await inFolder(async (folder) => {
      const setting = { folder, config: configWith(anvilAt(chain.url)), env: KEYS };
      await chain.client.setBalance({ address: chain.accounts[0] as Address, value: 1_000n });
      const simulated = await json<{ plan: { balance: string; fee: string } }>(
        setting,
        "deploy",
        "--simulate",
      );
      expect([simulated.code, simulated.value.plan.balance]).toEqual([0, "1000"]);
      expect(BigInt(simulated.value.plan.fee)).toBeGreaterThan(1_000n);
      const refused = await json<{ error: { code: string } }>(setting, "deploy", "--yes");
      expect([refused.code, refused.value.error.code]).toEqual([EXIT_CODES.money, "insufficient_funds"]);
      await expect(access(join(folder, "deployments/test/spam.json"))).rejects.toThrow();
    });
  } finally {
    await chain.close();
  }
});

it("files are written whole, and what killed writers have left of them goes", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "a.json");
    // No process has so large a number.
    await writeFile(`${file}.4194305.part`, "hal");
    await writeFile(`${file}.${process.ppid}.part`, "of another writer");
    await writeFile(join(folder, "b.json.4194305.part"), "another file's");
    await writeWhole(file, "whole");
    expect(await readFile(file, "utf8")).toBe("whole");
    expect((await readdir(folder)).sort()).toEqual(
      ["a.json", `a.json.${process.ppid}.part`, "b.json.4194305.part"].sort(),
    );
    await expect(access(`${file}.${process.pid}.part`)).rejects.toThrow();
  });
});
