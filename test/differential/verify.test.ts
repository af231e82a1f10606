import { createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import { EmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { verify } from "@chainlearn/adapter-local";
import {
  accumulator,
  bytesToBigint,
  type ChainAdapter,
  contributionKey,
  createTrainers,
  type DataHandlerPlugin,
  kernelId,
  type PlacedLogEntry,
  parseAccountId,
  stored,
  type Trainer,
} from "@chainlearn/core";
import { mechanisms, stake } from "@chainlearn/mechanisms";
import { models, sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const composition = {
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 64, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 8 },
  mechanismParams: { costWeightUnits: 1000n, refundWaitSeconds: 60n },
} as const;

/** What a test needs of a chain beside its trainer: to change one bit of a state word behind the contract's back. */
interface Stage {
  readonly trainer: Trainer;
  flipStateBit(word: number, bit: number): Promise<void>;
}

async function story(
  adapter: ChainAdapter,
  accounts: readonly string[],
  pass: (seconds: number) => Promise<void>,
  dataHandler: DataHandlerPlugin = stored,
): Promise<Trainer> {
  const [deployer = "", alice = "", bob = ""] = accounts;
  const trainers = createTrainers({ adapter, modules: [models, mechanisms] });
  const { trainer } = await trainers.deploy({ ...composition, dataHandler }, { from: deployer });
  await pass(100);
  const added = await trainer.addData({ from: alice, sample: { indices: [3, 17, 40] }, label: 1 });
  await pass(100);
  await trainer.addData({ from: bob, sample: { indices: [3, 9] }, label: 0 });
  await pass(100);
  await trainer.addData({ from: bob, sample: { indices: [17, 63] }, label: 1 });
  const entry = added.entries[0];
  if (entry?.kind !== "dataAdded") throw new Error("the addition logged nothing");
  await pass(100);
  await trainer.act("refund", { from: alice, contribution: { ...entry, submitter: entry.actor } });
  return trainer;
}

const stages: Record<string, () => Stage> = {};
let anvil: AnvilChain;

class TamperedChain extends EmbeddedChain {
  flipped: { key: string; byte: number; mask: number } | undefined;

  override async storage(contract: string, height: number): Promise<ReadonlyMap<string, Uint8Array>> {
    const honest = await super.storage(contract, height);
    const { flipped } = this;
    if (!flipped) return honest;
    const value = Uint8Array.from(honest.get(flipped.key) ?? new Uint8Array(32));
    value[flipped.byte] = (value[flipped.byte] ?? 0) ^ flipped.mask;
    return new Map([...honest, [flipped.key, value]]);
  }
}

beforeAll(async () => {
  anvil = await startAnvil();
  const evm = await story(anvil.adapter, anvil.accounts, async (seconds) =>
    anvil.setTime((await anvil.now()) + seconds),
  );
  const flipSlot = async (word: number, bit: number): Promise<void> => {
    const address = parseAccountId(evm.accountId).address as `0x${string}`;
    const index = `0x${(2n ** 64n + BigInt(word)).toString(16)}` as const;
    const slot = BigInt((await anvil.client.getStorageAt({ address, slot: index })) ?? "0x0");
    const value = `0x${(slot ^ (1n << BigInt(bit))).toString(16).padStart(64, "0")}` as const;
    await anvil.client.setStorageAt({ address, index, value });
    await anvil.client.mine({ blocks: 1 });
  };
  stages.evm = () => ({ trainer: evm, flipStateBit: flipSlot });

  const chain = new TamperedChain();
  const cosmos = await story(createCosmWasmAdapter({ connection: chain }), chain.accounts, async (seconds) =>
    chain.setNextTime(BigInt((await chain.time()) + seconds) * 10n ** 9n),
  );
  stages.cosmwasm = () => ({
    trainer: cosmos,
    flipStateBit: async (word, bit) => {
      const key = `01${word.toString(16).padStart(6, "0")}`;
      chain.flipped = chain.flipped ? undefined : { key, byte: bit >> 3, mask: 1 << (bit & 7) };
    },
  });
});

afterAll(() => anvil.close());

/** The trainer with one bit of one logged sample flipped. */
function withFlippedSample(trainer: Trainer, id: number): Trainer {
  const log = async (range?: Parameters<Trainer["log"]>[0]): Promise<PlacedLogEntry[]> =>
    (await trainer.log(range)).map((entry) => {
      if (entry.kind !== "dataAdded" || entry.id !== id) return entry;
      const sample = Uint8Array.from(entry.sample);
      sample[sample.length - 1] = (sample[sample.length - 1] ?? 0) ^ 1;
      return { ...entry, sample };
    });
  return new Proxy(trainer, {
    get: (target, name) => {
      if (name === "log") return log;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("verify where records are proved", () => {
  const flip = async (trainer: Trainer, slot: bigint): Promise<void> => {
    const address = parseAccountId(trainer.accountId).address as `0x${string}`;
    const index = `0x${slot.toString(16).padStart(64, "0")}` as const;
    const word = BigInt((await anvil.client.getStorageAt({ address, slot: index })) ?? "0x0");
    const value = `0x${(word ^ 1n).toString(16).padStart(64, "0")}` as const;
    await anvil.client.setStorageAt({ address, index, value });
    await anvil.client.mine({ blocks: 1 });
  };

  it("passes on the untouched contract, and finds a changed peak and a changed record", async () => {
    const pass = async (seconds: number): Promise<void> => anvil.setTime((await anvil.now()) + seconds);
    const trainer = await story(anvil.adapter, anvil.accounts, pass, accumulator);
    expect(await verify(trainer)).toMatchObject({ ok: true, contributions: 3 });
    // Three contributions: peaks of heights 0 and 1.
    for (const height of [0, 1]) {
      const peak = (1n << 136n) + BigInt(height);
      await flip(trainer, peak);
      expect((await verify(trainer)).firstDifference?.where).toBe(`peak ${height}`);
      await flip(trainer, peak);
    }
    const log = await trainer.log();
    const added = log.filter((entry) => entry.kind === "dataAdded");
    const slots = added.map(({ actor, ...entry }) =>
      bytesToBigint(contributionKey(trainer.composition, { ...entry, submitter: actor })),
    );
    // Contribution 0 was refunded, which opened its record; 1 has no slot, so whatever is in it is wrong.
    for (const id of [0, 1]) {
      await flip(trainer, slots[id]!);
      expect((await verify(trainer)).firstDifference?.where).toMatch(new RegExp(`^record ${id}`));
      await flip(trainer, slots[id]!);
    }
    expect((await verify(trainer)).ok).toBe(true);
  });
});

describe.each(["evm", "cosmwasm"])("verify on %s", (name) => {
  it("passes on the untouched contract", async () => {
    const report = await verify(stages[name]!().trainer);
    expect(report).toMatchObject({ ok: true, contributions: 3, code: { matches: true } });
    expect(report.ledger.paidIn).toBe(report.ledger.paidOut + report.ledger.owed);
  });

  it("fails on one flipped bit of the state on chain and says where", async () => {
    const { trainer, flipStateBit } = stages[name]!();
    await flipStateBit(2, 32); // lane 1 of word 2: cell 17
    const report = await verify(trainer);
    await flipStateBit(2, 32);
    expect(report.ok).toBe(false);
    expect(report.firstDifference?.where).toMatch(/state word 2, cell 17/);
    expect((await verify(trainer)).ok).toBe(true);
  });

  it("fails on one flipped bit of a logged sample and says where", async () => {
    const report = await verify(withFlippedSample(stages[name]!().trainer, 2));
    expect(report.ok).toBe(false);
    // 63 became 62: another weight moved, and the record has another key.
    expect(report.firstDifference?.where).toMatch(/state word 7, cell 62|contribution 2|record 2/);
  });

  it("fails on one flipped bit of a kernel and says which", async () => {
    const { trainer } = stages[name]!();
    const kernel = Uint8Array.from(trainer.composition.model.kernel);
    kernel[kernel.length - 2] = (kernel[kernel.length - 2] ?? 0) ^ 1;
    const { composition: honest } = trainer;
    const report = await verify(trainer, {
      composition: {
        ...honest,
        model: { ...honest.model, kernel },
        kernelIds: { ...honest.kernelIds, model: kernelId(kernel) },
      },
    });
    expect(report.ok).toBe(false);
    expect(report.firstDifference?.where).toMatch(/model/);
  });
});
