import { createLocalChain, Replay, replayLog } from "@chainlearn/adapter-local";
import type { PlacedLogEntry } from "@chainlearn/core";
import { LogStore } from "@chainlearn/log-store";
import { expect, it } from "vitest";
import { composition, deploy, useIt } from "./support/contracts.ts";
import { startPostgres } from "./support/postgres-server.ts";

it("a store in a database that is named by its URL", async () => {
  const server = await startPostgres();
  try {
    const chain = await createLocalChain();
    const { trainer, receipt } = await deploy(chain);
    await useIt(chain, trainer, [1, 0, 1]);
    const first = await LogStore.openUrl(server.url);
    const second = await LogStore.openUrl(server.url);
    await Promise.all([first, second].map((store) => store.follow(trainer, receipt, { blocksPerStep: 2 })));
    await first.close();
    const entries: PlacedLogEntry[] = [];
    for await (const entry of second.entries(trainer.accountId)) entries.push(entry);
    expect(entries).toStrictEqual(await trainer.log());
    const replay = await Replay.create(composition, trainer, { contributions: "brought" });
    await replayLog(replay, second.steps(trainer.accountId));
    expect(replay.entries).toBe(entries.length);
    await second.close();
  } finally {
    await server.close();
  }
});

it("and one that nobody answers for", async () => {
  const server = await startPostgres();
  await server.close();
  await expect(LogStore.openUrl(server.url)).rejects.toThrow("store_failure");
});
