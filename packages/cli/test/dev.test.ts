import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPublicClient, http } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { EXIT_CODES, localChains } from "../src/index.ts";
import { configWith, spam } from "./support/chains.ts";
import { inFolder, json, run, type Setting } from "./support/cli.ts";
import { freePorts } from "./support/free-ports.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const started: ChildProcess[] = [];
// Also where an expectation of the test was not met.
afterEach(async () => {
  for (const child of started.splice(0))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
});

/** `chainlearn dev --no-deploy` as a process of its own, whose chains run already. */
async function devProcess(folder: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      ...["--conditions=@chainlearn/source", "--import", join(root, "scripts/typescript.mjs")],
      ...[join(root, "packages/cli/src/bin.ts"), "dev", "--no-deploy", "--json"],
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  started.push(child);
  let said = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ready = await Promise.race([once(child.stdout!, "data"), once(child, "close").then(() => undefined)]);
  if (!ready) throw new Error(`dev has ended: ${said}`);
  return child;
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    () => false,
  );

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("chainlearn dev", () => {
  it("leaves no chain behind, however it ends, and starts again", async () => {
    const [anvil, wasm] = (await freePorts(2)) as [number, number];
    await inFolder(async (folder) => {
      await symlink(join(root, "node_modules"), join(folder, "node_modules"));
      await writeFile(
        join(folder, "chainlearn.config.ts"),
        `import { defineConfig, localChains } from "@chainlearn/cli";
         export default defineConfig({
           chains: {
             anvil: localChains.anvil({ port: ${anvil} }),
             wasm: localChains.cosmwasm({ port: ${wasm} }),
           },
           compositions: {},
         });`,
      );
      const receipts = join(folder, "deployments/anvil");
      const killed = await devProcess(folder);
      expect([await answers(anvil), await answers(wasm)]).toEqual([true, true]);
      await mkdir(receipts, { recursive: true });
      killed.kill("SIGKILL");
      await once(killed, "exit");
      await until(async () => !(await answers(anvil)));

      const second = await devProcess(folder);
      expect(existsSync(receipts), "receipts of a chain that is gone").toBe(false);
      const client = createPublicClient({ transport: http(`http://127.0.0.1:${anvil}`) });
      expect(await client.getChainId()).toBe(31_337);
      second.kill("SIGINT");
      const [code] = await once(second, "exit");
      expect(code).toBe(EXIT_CODES.done);
      expect([await answers(anvil), await answers(wasm)]).toEqual([false, false]);
    });
  });

  it("runs a CosmWasm chain that commands of other processes work with", async () => {
    const [port] = (await freePorts(1)) as [number];
    await inFolder(async (folder) => {
      const config = configWith(localChains.cosmwasm({ port }), spam);
      const stop = new AbortController();
      const setting: Setting = { folder, config };
      const early = await json<{ error: { code: string; message: string } }>(setting, "deploy");
      expect([early.code, early.value.error.code]).toEqual([EXIT_CODES.chain, "chain_failure"]);
      expect(early.value.error.message).toContain("chainlearn dev");

      const dev = run({ ...setting, signal: stop.signal }, "dev", "--json");
      try {
        await until(async () => existsSync(join(folder, "deployments/test/spam.json")) && answers(port));
        await until(async () => (await json(setting, "quote")).code === 0);
        const second = await json<{ error: { message: string } }>(setting, "dev");
        expect(second.value.error.message).toContain(`port ${port} is taken`);
        const sample = ["--sample", '{"indices": [3, 17]}'];
        const added = await json<{ added: { id: number }[] }>(
          setting,
          "add-data",
          ...sample,
          "--label",
          "1",
          "--from",
          "alice",
        );
        expect(added.value.added).toMatchObject([{ id: 0 }]);
        const refused = await json<{ error: { code: string } }>(setting, "report", "0", "--from", "alice");
        expect([refused.code, refused.value.error.code]).toEqual([EXIT_CODES.refused, "own_contribution"]);
        expect((await run(setting, "predict", ...sample)).out).toBe("1\n");
        expect((await json(setting, "verify")).value).toMatchObject({ ok: true, contributions: 1 });
        const page = await fetch(`http://127.0.0.1:${port}`, {
          method: "POST",
          headers: { "content-type": "application/json", origin: "http://127.0.0.1" },
          body: '{"method": "height", "args": []}',
        });
        expect(page.status, "pages of browsers").toBe(403);
      } finally {
        stop.abort();
        await dev;
      }

      const { code, out } = await dev;
      expect(code).toBe(EXIT_CODES.done);
      expect(JSON.parse(out)).toMatchObject({
        chains: [{ name: "test", url: `http://127.0.0.1:${port}` }],
        deployments: [{ chain: "test", composition: "spam" }],
      });
      expect(existsSync(join(folder, "deployments/test"))).toBe(false);
      expect(await answers(port)).toBe(false);
    });
  });

  it("says what is in the way", async () => {
    await inFolder(async (folder) => {
      const remote = configWith({
        kind: "other",
        chainId: "x:1",
        accounts: [],
        open: () => Promise.reject(),
      });
      expect((await run({ folder, config: remote }, "dev")).err).toContain("localChains.anvil()");
      const [port] = (await freePorts(1)) as [number];
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      const config = configWith(localChains.cosmwasm({ port }));
      const { code, err } = await run({ folder, config }, "dev");
      server.close();
      expect(code).toBe(EXIT_CODES.chain);
      expect(err).toContain(`port ${port} is taken`);
    });
  });
});
