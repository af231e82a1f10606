import { createEvmAdapter } from "@chainlearn/adapter-evm";
import { type DeploymentReceipt, encodeSample, receiptParts } from "@chainlearn/core";
import { custom, defineChain, type Hex, HttpRequestError, numberToHex, RpcRequestError } from "viem";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ConnectionOptions, EvmConnection, type Message } from "../src/connection.ts";
import { findCreation } from "../src/find-creation.ts";
import { developmentAccount } from "../src/testing/development-accounts.ts";
import { composition } from "./support/stage.ts";

const signer = developmentAccount(0);
const TO = "0x00000000000000000000000000000000000000C0";
const HASH: Hex = `0x${"ab".repeat(32)}`;
const SOON_MS = 30;

type Answer = (params: readonly unknown[]) => unknown;
type Script = Readonly<Record<string, Answer>>;

const chainOf = (blockTime: number) =>
  defineChain({
    id: 5,
    name: "scripted",
    blockTime,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
    fees: { estimateFeesPerGas: async () => ({ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }) },
  });

const receiptAt = (block: number): object => ({
  transactionHash: HASH,
  transactionIndex: "0x0",
  blockNumber: numberToHex(block),
  gasUsed: "0x1",
  cumulativeGasUsed: "0x1",
  effectiveGasPrice: "0x1",
  logs: [],
  status: "0x1",
  type: "0x2",
});

const SENDING: Script = {
  eth_blockNumber: () => "0x9",
  eth_estimateGas: () => "0x10000",
  eth_getTransactionCount: () => "0x7",
  eth_sendRawTransaction: () => HASH,
  eth_getBlockByNumber: () => ({ number: "0x9", baseFeePerGas: "0x1", transactions: [] }),
  eth_getTransactionReceipt: () => receiptAt(9),
};

/** A node that wants to be left alone for a day. */
const busy = (): never => {
  throw new HttpRequestError({ url: "", status: 429, headers: new Headers({ "Retry-After": "86400" }) });
};
const unknownBlock = (): never => {
  throw new RpcRequestError({ body: {}, url: "", error: { code: -32_000, message: "header not found" } });
};

/** Options of a connection to a node that answers as scripted, and what it was asked. */
function scripted(script: Script, change: Partial<ConnectionOptions> = {}) {
  const asked: string[] = [];
  const request = async ({ method, params = [] }: { method: string; params?: readonly unknown[] }) => {
    asked.push(method);
    const answer = script[method];
    if (!answer) throw new Error(`nobody expected ${method}`);
    return answer(params);
  };
  const options: ConnectionOptions = {
    chain: chainOf(1),
    transport: (given) => custom({ request }, { retryDelay: 1 })(given),
    signers: [signer],
    pollingIntervalMs: 4,
    receiptTimeoutMs: SOON_MS,
    ...change,
  };
  return { options, asked };
}

const message: Message = { from: signer.address, to: TO, data: "0x", what: "refund" };

describe("an address without code", () => {
  const receipt: DeploymentReceipt = {
    ...receiptParts(composition),
    ...{ version: 1, chain: "eip155:5", address: TO, deployer: TO, block: 1, toolchain: {}, codeHash: "" },
    ...{ roles: {}, initialStateHash: "", steps: [], sealed: true },
  };
  const item = { sample: { indices: [1] }, label: 1 };

  it.each([
    ["a payment", { pay: 1n }],
    ["nothing", { pay: 0n }],
  ])("is sent %s neither", async (_, { pay }) => {
    const { options, asked } = scripted({ ...SENDING, eth_getCode: () => "0x" });
    const trainer = await createEvmAdapter(options).attach(composition, receipt);
    const from = signer.address;
    const sample = encodeSample(item.sample, composition.shape);
    const contribution = { id: 0, label: 1, sample, time: 1, submitter: TO };
    for (const send of [
      () => trainer.addData({ from, ...item, pay }),
      () => trainer.addDataBatch({ from, items: [item], pay }),
      () => trainer.act("refund", { from, contribution, pay }),
      () => trainer.withdraw({ from }),
    ])
      await expect(send()).rejects.toMatchObject({ code: "unknown_contract" });
    expect(asked).not.toContain("eth_sendRawTransaction");
  });

  it("is noticed when a reorganisation has taken the contract away, by whoever pays", async () => {
    let code = "0x00";
    const { options, asked } = scripted({ ...SENDING, eth_getCode: () => code }, { lagMs: 0 });
    const trainer = await createEvmAdapter(options).attach(composition, receipt);
    const from = signer.address;
    await trainer.withdraw({ from });
    await trainer.withdraw({ from });
    // Who pays nothing asks once.
    expect(asked.filter((method) => method === "eth_getCode")).toHaveLength(1);
    code = "0x";
    await expect(trainer.addData({ from, ...item, pay: 1n })).rejects.toMatchObject({
      code: "unknown_contract",
    });
    expect(asked.filter((method) => method === "eth_sendRawTransaction")).toHaveLength(2);
  });
});

describe("a node that wants to be left alone for a day", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is not waited for so long: whoever asks hears of it", async () => {
    vi.useFakeTimers();
    const { options, asked } = scripted({ eth_blockNumber: busy });
    const failed = expect(new EvmConnection(options).block()).rejects.toMatchObject({
      code: "rate_limited",
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
    expect(asked).toHaveLength(3);
  });

  it("holds up neither the end of a wait nor its caller", async () => {
    const script = { ...SENDING, eth_getTransactionReceipt: busy };
    const late = new EvmConnection(scripted(script).options).send(message);
    await expect(late).rejects.toMatchObject({ code: "transaction_pending" });
    const stop = new AbortController();
    const { options } = scripted(
      {
        ...SENDING,
        eth_getTransactionReceipt: () => {
          setTimeout(() => stop.abort(), 1);
          return busy();
        },
      },
      { receiptTimeoutMs: 1e8 },
    );
    const stopped = new EvmConnection(options).send({ ...message, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    const before = scripted({ ...SENDING, eth_estimateGas: busy });
    const early = new AbortController();
    const simulated = new EvmConnection(before.options).send({ ...message, signal: early.signal });
    setTimeout(() => early.abort(), 1);
    await expect(simulated).rejects.toMatchObject({ code: "aborted" });
    expect(before.asked).not.toContain("eth_sendRawTransaction");
  });
});

describe("confirmations", () => {
  it("have time of their own", async () => {
    let looks = 0;
    const script = { ...SENDING, eth_blockNumber: () => numberToHex(9 + Math.floor(looks++ / 6)) };
    const { options } = scripted(script, { chain: chainOf(10_000), confirmations: 6 });
    const receipt = await new EvmConnection(options).send(message);
    expect(receipt.blockNumber).toBe(9n);
    // Each look is a poll of some milliseconds: all together outlast the wait for a block.
    expect(looks).toBeGreaterThanOrEqual(30);
  });

  it("that do not come are counted in what is said", async () => {
    const { options } = scripted({ ...SENDING, eth_blockNumber: () => "0xa" }, { confirmations: 6 });
    await expect(new EvmConnection(options).send(message)).rejects.toMatchObject({
      code: "transaction_pending",
      message: expect.stringMatching(/block 9 has the transaction 0x[0-9a-f]{64}, with 2 of 6 confirmations/),
      details: { block: 9, confirmations: 2 },
    });
  });
});

describe("a block that was seen", () => {
  /** Does not know the block at first. */
  const lagging = (answer: Answer): Answer => {
    let isFirst = true;
    return (params) => {
      if (!isFirst) return answer(params);
      isFirst = false;
      return unknownBlock();
    };
  };

  it("is asked for again where a node does not have it yet, and gone where none ever has", async () => {
    const block = { number: "0x9", hash: HASH, transactions: [] };
    const { options } = scripted({ eth_getBlockByNumber: lagging(() => block) });
    expect(await new EvmConnection(options).blockHash(9)).toBe(HASH);
    const without = scripted({ eth_getBlockByNumber: () => null }, { lagMs: 0 });
    expect(await new EvmConnection(without.options).blockHash(9)).toBeUndefined();
    expect(without.asked).toHaveLength(1);
  });

  it("and its code too; only what a node says about old states ends a search for a creation", async () => {
    const { options } = scripted({
      eth_blockNumber: () => "0x9",
      eth_getCode: lagging(() => "0x00"),
    });
    expect(await new EvmConnection(options).codeOf(TO)).toBe("0x00");
    const search = (getCode: Answer) =>
      findCreation(
        new EvmConnection(scripted({ eth_blockNumber: () => "0x9", eth_getCode: getCode }).options),
        TO,
        undefined,
      );
    const pruned = (): never => {
      throw new RpcRequestError({
        ...{ body: {}, url: "" },
        error: { code: -32_000, message: "missing trie node 0b1c" },
      });
    };
    await expect(search(pruned)).rejects.toMatchObject({ code: "creation_not_found" });
    vi.useFakeTimers();
    const limited = expect(search(busy)).rejects.toMatchObject({ code: "rate_limited" });
    await vi.advanceTimersByTimeAsync(60_000);
    await limited;
    vi.useRealTimers();
  });
});
