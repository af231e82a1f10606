import { type Connection, createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import { type DeploymentReceipt, receiptParts, resolveComposition, type Trainer } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";

const composition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 40, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 40 },
  mechanismParams: { costWeightUnits: 1_000n },
});

/** Of a contract that nobody has asked yet. */
const receipt: DeploymentReceipt = {
  ...receiptParts(composition),
  version: 1,
  chain: "cosmos:silent-1",
  address: "cosmos1contract",
  deployer: "cosmos1deployer",
  block: 1,
  toolchain: {},
  codeHash: "",
  roles: {},
  initialStateHash: "",
  steps: [{ step: "instantiate", transaction: "", gasUsed: "0" }],
  sealed: true,
};

let asked = 0;
/** Takes a question and never answers. */
const silence = (): Promise<never> => {
  asked += 1;
  return new Promise(() => {});
};
const silent = {
  chainId: "cosmos:silent-1",
  denom: "uatom",
  decimals: 6,
  simulate: silence,
  query: silence,
  storage: silence,
  balance: silence,
  transactions: silence,
  height: silence,
  blockHash: silence,
  contract: silence,
} satisfies Partial<Connection> as unknown as Connection;

describe("reading from a node that does not answer", () => {
  const sample = { indices: [1] };
  const reads: Readonly<Record<string, (trainer: Trainer, signal: AbortSignal) => Promise<unknown>>> = {
    quote: (trainer, signal) => trainer.quote({ signal }),
    predict: (trainer, signal) => trainer.predict(sample, { signal }),
    quoteBatch: (trainer, signal) =>
      trainer.quoteBatch({ from: "cosmos1ann", items: [{ sample, label: 1 }], signal }),
    account: (trainer, signal) => trainer.account("cosmos1ann", { signal }),
    log: (trainer, signal) => trainer.log({ signal }),
    block: (trainer, signal) => trainer.block({ signal }),
    blockHash: (trainer, signal) => trainer.blockHash(1, { signal }),
    snapshot: (trainer, signal) => trainer.snapshot({}, undefined, { signal }),
    addData: (trainer, signal) => trainer.addData({ from: "cosmos1ann", sample, label: 1, signal }),
  };

  it.each(Object.entries(reads))("%s ends when its signal fires", async (_, read) => {
    const trainer = await createCosmWasmAdapter({ connection: silent }).attach(composition, receipt);
    const abort = new AbortController();
    const before = asked;
    const outcome = expect(read(trainer, abort.signal)).rejects.toMatchObject({
      code: "aborted",
      cause: "enough",
    });
    await expect.poll(() => asked).toBe(before + 1);
    abort.abort("enough");
    await outcome;
    await expect(read(trainer, abort.signal)).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(asked).toBe(before + 1);
  });
});
