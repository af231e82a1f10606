import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import {
  ChainlearnError,
  type DevChain,
  resolveComposition,
  type Sample,
  type Trainer,
} from "@chainlearn/core";
import { modelChecks } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { BaseError } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenWinnow } from "../src/trace/broken-winnow.ts";
import { explain } from "../src/trace/explain.ts";
import { oracle } from "../src/winnow/oracle.ts";

const composition = resolveComposition({
  model: brokenWinnow,
  mechanism: stake,
  shape: { features: 10, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 10 },
  mechanismParams: { costWeightUnits: 0n },
});
const bad: Sample = { indices: [3, 9] };

interface Host {
  readonly name: string;
  start(): Promise<DevChain>;
  /** What the error's causes say beyond its code. */
  cause(cause: unknown): boolean;
}

const hosts: readonly Host[] = [
  {
    name: "local",
    start: () => createLocalChain(),
    cause: (cause) => cause instanceof WebAssembly.RuntimeError && /wasm-function/.test(cause.stack ?? ""),
  },
  {
    name: "anvil",
    start: () => startAnvil(),
    cause: (cause) => cause instanceof BaseError && /0xcd6eaef5/.test(cause.message),
  },
  {
    name: "CosmWasm, embedded",
    start: () => startEmbeddedChain(),
    cause: (cause) => cause instanceof Error && /^Error calling the VM: /.test(cause.message),
  },
];

describe.each(hosts)("a kernel that traps, on $name", ({ start, cause }) => {
  let chain: DevChain;
  let trainer: Trainer;
  beforeAll(async () => {
    chain = await start();
    ({ trainer } = await chain.adapter.deploy(composition, { from: chain.accounts[0]! }));
  });
  afterAll(() => chain?.close());

  it("is refused with the code trap, and its cause is what this chain knows", async () => {
    const error: unknown = await trainer
      .addData({ from: chain.accounts[1]!, sample: bad, label: 1 })
      .catch((reason: unknown) => reason);
    if (!(error instanceof ChainlearnError)) throw error;
    expect(error.code).toBe("trap");
    expect(error.walk(cause)).toBeDefined();
  });

  it("is explained by the word that was at fault", async () => {
    const from = chain.accounts[1]!;
    expect(await explain(trainer, from, { indices: [2, 3] }, 1)).toBe("accepted");
    expect(await explain(trainer, from, bad, 1)).toBe("trap: state.add(10, 256): cell 10 of 10");
  });
});

it("is found by the checks that every model passes", async () => {
  const chain = await createLocalChain();
  const checks = modelChecks({
    model: brokenWinnow,
    mechanism: stake,
    mechanismParams: { costWeightUnits: 0n },
    references: { "rule of the README": (_, shape, params) => oracle(shape, params) },
    hints: { cellSize: () => 1_024n },
  });
  const stream = checks.find(({ id }) => id === "stream")!;
  const host = { name: "local", start: async () => chain };
  await expect(stream.run({ host, chain })).rejects.toThrow(/^trap/);
});
