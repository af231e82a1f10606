import { ChainlearnError, ERROR_CODES } from "@chainlearn/core";
import {
  custom,
  defineChain,
  encodeErrorResult,
  type Hex,
  HttpRequestError,
  numberToHex,
  RpcRequestError,
} from "viem";
import { describe, expect, it } from "vitest";
import { shellAbi } from "../src/abi.ts";
import { EvmConnection, type Message } from "../src/connection.ts";
import { readPieces } from "../src/log-pieces.ts";
import { developmentAccount } from "../src/testing/development-accounts.ts";

const signer = developmentAccount(0);
const TO = "0x00000000000000000000000000000000000000C0";
const HASH: Hex = `0x${"ab".repeat(32)}`;
const chain = defineChain({
  id: 5,
  name: "scripted",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
  fees: { estimateFeesPerGas: async () => ({ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }) },
});

type Answer = (params: readonly unknown[]) => unknown;

/** A failure as a node reports it. */
const failure = (code: number, message: string, data?: unknown) => () => {
  throw new RpcRequestError({ body: {}, url: "", error: { code, message, data } });
};

const SENDING: Readonly<Record<string, Answer>> = {
  eth_blockNumber: () => "0x9",
  eth_estimateGas: () => "0x10000",
  eth_getTransactionCount: () => "0x7",
  eth_sendRawTransaction: () => HASH,
  eth_getBlockByNumber: () => ({ number: "0x9", baseFeePerGas: "0x1", transactions: [] }),
};

/** A connection to a node that answers as scripted. */
function connect(answers: Readonly<Record<string, Answer>>): { connection: EvmConnection; asked: string[] } {
  const asked: string[] = [];
  const transport = custom(
    {
      request: async ({ method, params }: { method: string; params?: readonly unknown[] }) => {
        asked.push(method);
        const answer = answers[method];
        if (!answer) throw new Error(`nobody expected ${method}`);
        return answer(params ?? []);
      },
    },
    { retryCount: 0 },
  );
  const connection = new EvmConnection({
    chain,
    transport,
    signers: [signer],
    pollingIntervalMs: 4,
    receiptTimeoutMs: 30,
  });
  return { connection, asked };
}

const message: Message = { from: signer.address, to: TO, data: "0x", what: "refund" };

describe("sending", () => {
  it("does not wait for a receipt for ever", async () => {
    const { connection } = connect({ ...SENDING, eth_getTransactionReceipt: () => null });
    await expect(connection.send(message)).rejects.toMatchObject({
      code: "transaction_pending",
      details: { transaction: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
    });
  });

  it("stops waiting when the caller cancels, and takes the next transaction", async () => {
    const abort = new AbortController();
    const { connection, asked } = connect({
      ...SENDING,
      eth_getTransactionReceipt: () => {
        abort.abort();
        return null;
      },
    });
    await expect(connection.send({ ...message, signal: abort.signal })).rejects.toMatchObject({
      code: "aborted",
    });
    const before = asked.length;
    await expect(connection.send({ ...message, signal: abort.signal })).rejects.toMatchObject({
      code: "aborted",
    });
    expect(asked.length).toBe(before);
  });

  it("says why a transaction failed that had succeeded in the simulation", async () => {
    const receipt = {
      transactionHash: HASH,
      transactionIndex: "0x0",
      blockNumber: "0x9",
      gasUsed: "0x1",
      cumulativeGasUsed: "0x1",
      effectiveGasPrice: "0x1",
      logs: [],
      status: "0x0",
      type: "0x2",
    };
    const data = encodeErrorResult({
      abi: shellAbi,
      errorName: "Rejected",
      args: [ERROR_CODES.already_claimed],
    });
    const { connection } = connect({
      ...SENDING,
      eth_getTransactionReceipt: () => receipt,
      eth_call: ([, block]) => {
        expect(block).toBe("0x9");
        return failure(3, "execution reverted", data)();
      },
    });
    await expect(connection.send(message)).rejects.toMatchObject({ code: "already_claimed" });
    const late = connect({ ...SENDING, eth_getTransactionReceipt: () => receipt, eth_call: () => "0x" });
    await expect(late.connection.send(message)).rejects.toMatchObject({ code: "chain_failure" });
  });

  it("refuses a sender without a signer before it asks the node", async () => {
    const { connection, asked } = connect({});
    expect(() => connection.send({ ...message, from: TO })).toThrow(
      expect.objectContaining({ code: "unknown_account" }),
    );
    expect(asked).toEqual([]);
  });
});

describe("failures of a node", () => {
  const rejected = (code: number): Hex =>
    encodeErrorResult({ abi: shellAbi, errorName: "Rejected", args: [code] });
  const cases: readonly (readonly [what: string, answer: Answer, code: string])[] = [
    ["data as a string", failure(3, "execution reverted", rejected(403)), "too_early"],
    ["data in an object", failure(-32000, "execution reverted", { data: rejected(403) }), "too_early"],
    ["a mechanism's own code", failure(3, "execution reverted", rejected(1234)), "corner_refused"],
    ["a code without a name", failure(3, "execution reverted", rejected(1235)), "plugin_error_1235"],
    ["another contract's error", failure(3, "execution reverted", "0x12345678"), "chain_failure"],
    ["no data", failure(3, "execution reverted"), "malformed_message"],
    ["empty data", failure(3, "execution reverted", "0x"), "malformed_message"],
    [
      "no money",
      failure(-32000, "insufficient funds for gas * price + value: balance 0"),
      "insufficient_funds",
    ],
    ["anything else", failure(-32603, "out of disk"), "chain_failure"],
    [
      "no answer",
      () => {
        throw new TypeError("fetch failed");
      },
      "chain_failure",
    ],
  ];
  it.each(cases)("%s", async (_, answer, code) => {
    const { connection } = connect({ ...SENDING, eth_estimateGas: answer });
    const failed = connection.send({ ...message, errors: { 1234: "corner_refused" } });
    await expect(failed).rejects.toBeInstanceOf(ChainlearnError);
    await expect(failed).rejects.toMatchObject({ code });
  });
});

describe("reading the log", () => {
  it("asks in pieces, and in smaller ones where the node refuses", async () => {
    const asked: [number, number][] = [];
    const { connection } = connect({
      eth_getLogs: ([filter]) => {
        const { fromBlock, toBlock } = filter as { fromBlock: Hex; toBlock: Hex };
        const [from, to] = [Number(fromBlock), Number(toBlock)];
        asked.push([from, to]);
        if (to - from + 1 > 10) return failure(-32005, "query returned more than 10000 results")();
        return Array.from({ length: to - from + 1 }, (_, i) => ({
          address: TO,
          blockNumber: numberToHex(from + i),
          logIndex: "0x0",
          transactionIndex: "0x0",
          topics: [],
          data: "0x",
        }));
      },
    });
    const logs = await readPieces(connection, { address: TO, fromBlock: 5, toBlock: 64, most: 30 });
    expect(logs.map(({ blockNumber }) => Number(blockNumber))).toEqual(
      Array.from({ length: 60 }, (_, i) => 5 + i),
    );
    expect(asked.slice(0, 3)).toEqual([
      [5, 34],
      [5, 19],
      [5, 12],
    ]);
  });

  it("waits where the node asks for fewer requests or does not answer", async () => {
    const refusals = [
      failure(429, "Too Many Requests"),
      () => {
        throw new HttpRequestError({ url: "", status: 502 });
      },
    ];
    const asked: unknown[] = [];
    const { connection } = connect({
      eth_getLogs: ([filter]) => {
        asked.push(filter);
        return refusals.shift()?.() ?? [];
      },
    });
    expect(await readPieces(connection, { address: TO, fromBlock: 1, toBlock: 9, most: 9 })).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map((filter) => JSON.stringify(filter))).size).toBe(1);
  });

  it.each([
    ["by its code", failure(4444, "pruned history unavailable")],
    ["by its words", failure(-32000, "missing trie node 0b1c (path ) state is not available")],
    ["by other words", failure(-32000, "history has been pruned for this block")],
  ])("says that the node has thrown blocks away, known %s", async (_, answer) => {
    const { connection, asked } = connect({ eth_getLogs: answer });
    const range = { address: TO, fromBlock: 1, toBlock: 9, most: 9 } as const;
    await expect(readPieces(connection, range)).rejects.toMatchObject({ code: "history_pruned" });
    expect(asked).toEqual(["eth_getLogs"]);
  });

  it("gives up where one block is refused, and when the caller cancels", async () => {
    const { connection } = connect({ eth_getLogs: failure(-32603, "out of disk") });
    const range = { address: TO, fromBlock: 1, toBlock: 3, most: 3 } as const;
    await expect(readPieces(connection, range)).rejects.toMatchObject({ code: "chain_failure" });
    await expect(readPieces(connection, { ...range, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });
});
