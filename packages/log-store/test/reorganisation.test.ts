import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { PlacedLogEntry } from "@chainlearn/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploy, useIt } from "./support/contracts.ts";
import { DATABASES } from "./support/databases.ts";

const collect = async (entries: AsyncIterable<PlacedLogEntry>): Promise<PlacedLogEntry[]> => {
  const all: PlacedLogEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
};

describe.each(Object.entries(DATABASES))("a chain that is reorganised, in %s", (_, open) => {
  let chain: AnvilChain;
  beforeAll(async () => {
    chain = await startAnvil();
  });
  afterAll(() => chain.close());

  it("is followed to its other history, back to the last block that both have", async () => {
    const store = await open();
    const { trainer, receipt } = await deploy(chain);
    const id = trainer.accountId;
    await useIt(chain, trainer, [1, 0]);
    const kept = (await trainer.log()).length;
    await store.follow(trainer, receipt, { blocksPerStep: 1 });
    const fork = await chain.client.snapshot();

    await useIt(chain, trainer, [1, 1, 1]);
    await store.follow(trainer, receipt, { blocksPerStep: 1 });
    const one = await trainer.log();
    expect(await collect(store.entries(id))).toStrictEqual(one);

    await chain.client.revert({ id: fork });
    await useIt(chain, trainer, [0, 0, 1, 0]);
    const other = await trainer.log();
    const report = await store.follow(trainer, receipt);
    expect(report).toMatchObject({ removed: one.length - kept, added: other.length - kept });
    expect(await collect(store.entries(id))).toStrictEqual(other);
    await store.close();
  });

  it("that has become shorter is followed too", async () => {
    const store = await open();
    const { trainer, receipt } = await deploy(chain);
    await useIt(chain, trainer, [1, 0]);
    const before = await trainer.log();
    const fork = await chain.client.snapshot();
    await useIt(chain, trainer, [1, 1]);
    await store.follow(trainer, receipt, { blocksPerStep: 1 });
    await chain.client.revert({ id: fork });
    const report = await store.follow(trainer, receipt);
    expect(report).toMatchObject({ entries: before.length, added: 0, block: await trainer.block() });
    expect(await collect(store.entries(trainer.accountId))).toStrictEqual(before);
    await store.close();
  });

  it("stops whoever reads the old one", async () => {
    const store = await open();
    const { trainer, receipt } = await deploy(chain);
    const fork = await chain.client.snapshot();
    await useIt(chain, trainer, [1]);
    await store.follow(trainer, receipt);
    await chain.client.revert({ id: fork });
    const reading = store.entries(trainer.accountId, { entriesPerPage: 1 });
    await reading.next();
    const rewindsOf = async (): Promise<number> => (await store.deployments())[0]!.rewinds;
    expect(await rewindsOf()).toBe(0);
    await store.follow(trainer, receipt);
    expect(await rewindsOf()).toBeGreaterThan(0);
    await expect(reading.next()).rejects.toMatchObject({ code: "log_changed" });
    await store.close();
  });
});
