import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { type Contribution, resolveComposition, unique } from "@chainlearn/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { referenceKeccak256 } from "../../core/test/reference/keccak.ts";
import { codeOf, composition, contributionOf, type FullTrainer, PRICE, SAMPLE } from "./support/stage.ts";

/** Bits of the hash that are left, so that other ids and submitters with the same ones are soon found. */
const SHORT = 8;

vi.mock("../src/compiler/contracts.ts", async (original) => {
  const contracts = await original<typeof import("../src/compiler/contracts.ts")>();
  return {
    ...contracts,
    handlerSource: async (handler: Parameters<typeof contracts.handlerSource>[0]) => {
      const [[name, text]] = Object.entries(await contracts.handlerSource(handler)) as [[string, string]];
      const whole = "HASH_BITS = 110;";
      if (text.split(whole).length !== 2) throw new Error(`"${whole}" is not once in ${name}`);
      return { [name]: text.replace(whole, `HASH_BITS = ${SHORT};`) };
    },
  };
});

const hex = (value: bigint | number, bytes: number): string => value.toString(16).padStart(2 * bytes, "0");
const hash = (digits: string): string =>
  Buffer.from(referenceKeccak256(Buffer.from(digits, "hex"))).toString("hex");

/** The bits of the hash that the shortened contract keeps. */
function shortHash({ id, submitter, label, sample }: Contribution): string {
  const key = hash(`05${hex(label, 2)}${hash(Buffer.from(sample).toString("hex"))}`);
  return hash(`06${hex(id, 6)}${submitter.slice(2).toLowerCase()}${key}`).slice(0, SHORT / 4);
}

describe("a contract of the data handler unique whose hash is too short", () => {
  let chain: AnvilChain;
  let trainer: FullTrainer;
  let added: Contribution;
  /** Other parts with the same short hash. */
  let twins: readonly Contribution[];
  beforeAll(async () => {
    chain = await startAnvil();
    const { model, mechanism, shape } = composition;
    const params = { costWeightUnits: PRICE, minDepositUnits: PRICE, maxDepositUnits: PRICE };
    const waits = { refundWaitSeconds: 0n, ownerWaitSeconds: 1_000n, anyWaitSeconds: 1_000n };
    const weak = resolveComposition({
      ...{ model, mechanism, shape, dataHandler: unique },
      mechanismParams: { ...params, ...waits },
    });
    const deployment = await chain.adapter.deploy(weak, { from: chain.accounts[0]! });
    trainer = deployment.trainer as FullTrainer;
    added = contributionOf(await trainer.addData({ from: chain.accounts[1]!, sample: SAMPLE, label: 1 }));
    const others = Array.from({ length: 4_000 }, (_, n) => [
      { ...added, id: added.id + 1 + n },
      { ...added, submitter: `0x${hex(BigInt(added.submitter) ^ BigInt(n + 1), 20)}` },
    ]).flat();
    twins = others.filter((other) => shortHash(other) === shortHash(added));
  }, 400_000);
  afterAll(() => chain?.close());

  const take = (contribution: Contribution): Promise<string> =>
    codeOf(trainer.rawAct("take", { from: chain.accounts[2]!, contribution }));

  it("takes its contribution for another", async () => {
    expect(twins.length).toBeGreaterThan(10);
    expect(new Set(twins.map(({ id }) => id)).size).toBeGreaterThan(1);
    expect(new Set(twins.map(({ submitter }) => submitter)).size).toBeGreaterThan(1);
    for (const twin of twins.slice(0, 10)) expect(await take(twin)).toBe("too_early");
    const stranger = { ...added, id: added.id + 1, submitter: chain.accounts[3]! };
    expect(shortHash(stranger)).not.toBe(shortHash(added));
    expect(await take(stranger)).toBe("unknown_record");
  });

  it("never takes its time for another", async () => {
    const times = [1, 2, 1_000, 1_001, added.time, 2 ** 32].flatMap((by) => [
      added.time - by,
      added.time + by,
    ]);
    for (const time of times.filter((other) => other >= 0))
      for (const one of [added, ...twins.slice(0, 10)])
        expect(await take({ ...one, time }), `${time} for ${added.time}`).toBe("unknown_record");
  });

  it("pays when the wait is over, by the time of the addition", async () => {
    await chain.setTime(added.time + 999);
    expect(await take(added)).toBe("too_early");
    await chain.setTime(added.time + 1_000);
    expect(await take(twins[0]!)).toBe("accepted");
  });
});
