import { embeddedMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, verify } from "@chainlearn/adapter-local";
import {
  type DeploymentReceipt,
  type DevChain,
  type RawTrainer,
  resolveComposition,
  type Trainer,
} from "@chainlearn/core";
import { champion } from "@chainlearn/mechanisms";
import { averagedPerceptron } from "@chainlearn/models-wasm";
import { afterAll, describe, expect, it } from "vitest";

/** The averaged perceptron has hot cells; champion has two copies and a meter of several words. */
const composition = resolveComposition({
  model: averagedPerceptron,
  mechanism: champion,
  shape: { features: 3, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 3 },
  mechanismParams: { depositUnits: 100n, bondUnits: 1_000n },
});
const { stateWords, hot } = composition.layout;
const COPY = (1n << 128n) + 1n;

/** Stops a deployment between the creation of its contract and the first words. */
async function created(chain: DevChain): Promise<Trainer & RawTrainer> {
  const stop = new AbortController();
  let receipt: DeploymentReceipt | undefined;
  const deployment = chain.adapter.deploy(composition, {
    from: chain.accounts[0]!,
    signal: stop.signal,
    onReceipt: (written) => {
      receipt = written;
      if (written.address !== "") stop.abort();
    },
  });
  await expect(deployment).rejects.toMatchObject({ code: "aborted" });
  return (await chain.adapter.attach(composition, receipt!)) as Trainer & RawTrainer;
}

const HOSTS: Readonly<Record<string, () => Promise<DevChain>>> = {
  "in process": createLocalChain,
  "the EVM": startAnvil,
  CosmWasm: () => embeddedMechanismHost.start(),
};

describe.each(Object.entries(HOSTS))("two copies on %s", (_, start) => {
  let chain: DevChain | undefined;
  afterAll(() => chain?.close());

  it("start from one state, or not at all", async () => {
    chain = await start();
    const from = chain.accounts[0]!;
    const trainer = await created(chain);
    const malformed = { code: "initial_state_malformed" };
    const words = (last: bigint): bigint[] => [...Array<bigint>(stateWords - 1).fill(7n * COPY), last];
    for (const uneven of [1n, 1n << 128n, (COPY << 63n) ^ (1n << 127n)])
      await expect(trainer.rawInitialize({ from, firstWord: 0, words: words(uneven) })).rejects.toMatchObject(
        malformed,
      );
    await trainer.rawInitialize({ from, firstWord: 0, words: words(5n * COPY) });
    const cells = hot.map((_, k) => BigInt(k % (hot.length / 2)));
    for (const k of hot.keys())
      await expect(
        trainer.rawSeal({ from, hot: cells.map((cell, j) => (j === k ? cell + 3n : cell)) }),
      ).rejects.toMatchObject(malformed);
    await trainer.rawSeal({ from, hot: cells });
    const { ok, firstDifference } = await verify(trainer);
    expect([firstDifference, ok]).toEqual([undefined, true]);
  });
});
