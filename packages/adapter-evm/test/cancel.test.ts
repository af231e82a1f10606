import { chainlearnActions, createEvmAdapter } from "@chainlearn/adapter-evm";
import { type DeploymentReceipt, receiptParts, type Trainer } from "@chainlearn/core";
import { createPublicClient, custom } from "viem";
import { parseAccount } from "viem/accounts";
import { mainnet } from "viem/chains";
import { beforeEach, describe, expect, it } from "vitest";
import { composition, SAMPLE } from "./support/stage.ts";

const ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

/** Of a contract that nobody has asked yet. */
const receipt: DeploymentReceipt = {
  ...receiptParts(composition),
  version: 1,
  chain: "eip155:1",
  address: ADDRESS,
  deployer: ADDRESS,
  block: 1,
  toolchain: {},
  codeHash: "",
  roles: {},
  initialStateHash: "",
  steps: [],
  sealed: true,
};

/** A node that takes every question and answers none. */
const asked: string[] = [];
const silent = custom({
  request: ({ method }: { readonly method: string }) => {
    asked.push(method);
    return new Promise(() => {});
  },
});

describe("reading from a node that does not answer", () => {
  beforeEach(() => {
    asked.length = 0;
  });

  const attached = (): Promise<Trainer> =>
    createEvmAdapter({ chain: mainnet, transport: silent, signers: [parseAccount(ADDRESS)] }).attach(
      composition,
      receipt,
    );
  /** Each its own: one client asks equal questions once. */
  const client = () =>
    createPublicClient({ chain: mainnet, transport: silent }).extend(
      chainlearnActions({ composition, receipt }),
    );
  const nothing = {};
  const items = [{ sample: SAMPLE, label: 1 }];

  const reads: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
    "trainer.quote": async (signal) => (await attached()).quote({ signal }),
    "trainer.predict": async (signal) => (await attached()).predict(SAMPLE, { signal }),
    "trainer.quoteBatch": async (signal) => (await attached()).quoteBatch({ from: ADDRESS, items, signal }),
    "trainer.account": async (signal) => (await attached()).account(ADDRESS, { signal }),
    "trainer.block": async (signal) => (await attached()).block({ signal }),
    "trainer.blockHash": async (signal) => (await attached()).blockHash(1, { signal }),
    "trainer.snapshot": async (signal) => (await attached()).snapshot(nothing, undefined, { signal }),
    "trainer.log": async (signal) => (await attached()).log({ signal }),
    "trainer.addData": async (signal) =>
      (await attached()).addData({ from: ADDRESS, sample: SAMPLE, label: 1, signal }),
    quote: (signal) => client().quote({ signal }),
    quoteBatch: (signal) => client().quoteBatch({ from: ADDRESS, items, signal }),
    predict: (signal) => client().predict({ sample: SAMPLE, signal }),
    modelState: (signal) => client().modelState({ signal }),
    contribution: (signal) => client().contribution({ id: 0, signal }),
    accountState: (signal) => client().accountState({ address: ADDRESS, signal }),
    contractBalance: (signal) => client().contractBalance({ signal }),
    logEntries: (signal) => client().logEntries({ signal }),
  };

  it.each(Object.entries(reads))("%s ends when its signal fires", async (_, read) => {
    const abort = new AbortController();
    const waiting = read(abort.signal);
    const outcome = expect(waiting).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    await expect.poll(() => asked.length).toBe(1);
    abort.abort("enough");
    await outcome;
    await expect(read(abort.signal)).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(asked).toHaveLength(1);
  });
});
