import { createLocalChain } from "@chainlearn/adapter-local";
import type { DeploymentReceipt } from "@chainlearn/core";
import { type LogSource, LogStore } from "@chainlearn/log-store";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deploy } from "./support/contracts.ts";
import { type Meanwhile, postgres } from "./support/databases.ts";

const INSERT = /^insert into "deployment"/;

/** What somebody else follows, as their insert has it. */
const other = (id: number): string =>
  `insert into "deployment" values (${id}, 'cosmos:other-${id}', 'other', '{}', 0, 0, 0)`;

async function follow(store: LogStore): Promise<readonly string[]> {
  const { trainer, receipt } = await deploy(
    await createLocalChain({ name: `chain-${(await store.deployments()).length}` }),
  );
  await store.follow(trainer, receipt);
  const found = (await store.deployments()).map(({ id }) => id);
  expect(found).toContain(trainer.accountId);
  return found;
}

describe("two that begin to follow at once, in PostgreSQL", () => {
  let before = async (_text: string, _meanwhile: Meanwhile): Promise<void> => {};
  let store: LogStore;
  beforeAll(async () => {
    store = await LogStore.open(postgres((...statement) => before(...statement)));
  });
  beforeEach(() => {
    before = async () => {};
  });
  afterAll(() => store?.close());

  it("get different numbers, if the other one is in between", async () => {
    before = async (text, meanwhile) => {
      if (INSERT.test(text)) await meanwhile(other(1));
    };
    expect(await follow(store)).toHaveLength(2);
  });

  it("get different numbers, if the other one is there first and the database refuses the same number", async () => {
    let refusals = 0;
    const known = (await store.deployments()).length;
    before = async (text, meanwhile) => {
      if (!INSERT.test(text) || refusals === 3) return;
      refusals += 1;
      // The second one with a number is refused by its key; both are gone when the transaction ends.
      await meanwhile(other(99));
      await meanwhile(other(99).replace("other-99", "another"));
    };
    expect(await follow(store)).toHaveLength(known + 1);
    expect(refusals).toBe(3);
  });

  it("and of many, each", async () => {
    const known = (await store.deployments()).length;
    const { trainer, receipt } = await deploy(await createLocalChain());
    const block = await trainer.block();
    const many = Array.from({ length: 12 }, (_, i) => `${receipt.address}${i}`);
    const source = (address: string): LogSource => ({
      accountId: `${receipt.chain}:${address}`,
      block: async () => block,
      blockHash: async (number) => `${number}`,
      log: async () => [],
    });
    const receiptOf = (address: string): DeploymentReceipt => ({ ...receipt, address });
    await Promise.all(many.map((address) => store.follow(source(address), receiptOf(address))));
    expect(await store.deployments()).toHaveLength(known + many.length);
  });
});
