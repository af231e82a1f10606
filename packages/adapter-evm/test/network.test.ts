import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { ChainlearnError, type SignedTransaction } from "@chainlearn/core";
import {
  type Address,
  custom,
  type EIP1193RequestFn,
  type Hex,
  HttpRequestError,
  parseEther,
  parseTransaction,
  RpcRequestError,
  type Transport,
} from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ConnectionOptions, EvmConnection, type Message } from "../src/connection.ts";

const TO: Address = "0x00000000000000000000000000000000000000C0";
const AMOUNT = 7n;

interface Request {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** What stands between a client and the chain: it may ask the chain, change its answer, or fail. */
type Between = (request: Request, ask: () => Promise<unknown>) => Promise<unknown>;

let chain: AnvilChain;
let from: Address;
let snapshot: Hex;

beforeAll(async () => {
  chain = await startAnvil({ accounts: 3 });
});
afterAll(() => chain?.close());
beforeEach(async () => {
  from = chain.accounts[0] as Address;
  snapshot = await chain.client.snapshot();
});
afterEach(async () => {
  await chain.client.setAutomine(true);
  await chain.client.revert({ id: snapshot });
  await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 0n });
});

/** A connection that is as impatient as tests are, with something between it and the chain. */
function connect(between: Between, options: Partial<ConnectionOptions> = {}): EvmConnection {
  const ask = chain.client.request as EIP1193RequestFn;
  const transport: Transport = (given) =>
    custom(
      { request: (request: Request) => between(request, () => ask(request as never)) },
      {
        retryCount: 6,
        retryDelay: 1,
      },
    )(given);
  return new EvmConnection({
    chain: chain.client.chain,
    transport,
    signers: chain.signers,
    pollingIntervalMs: 10,
    receiptTimeoutMs: 20_000,
    rebroadcastMs: 50,
    ...options,
  });
}

const payment = (change: Partial<Message> = {}): Message => ({
  from,
  to: TO,
  data: "0x",
  value: AMOUNT,
  what: "payment",
  ...change,
});
const received = (): Promise<bigint> => chain.client.getBalance({ address: TO });
const sentBy = (address: Address): Promise<number> => chain.client.getTransactionCount({ address });
const directly: Between = (_, ask) => ask();
const isSend = ({ method }: Request): boolean => method === "eth_sendRawTransaction";
const lost = (): HttpRequestError => new HttpRequestError({ url: "", cause: new TypeError("fetch failed") });

/** Does something the first time that a request is one of these. */
function once(matches: (request: Request) => boolean, act: Between): Between {
  let done = false;
  return (request, ask) => {
    if (done || !matches(request)) return ask();
    done = true;
    return act(request, ask);
  };
}

describe("one payment", () => {
  let before: number;
  beforeEach(async () => {
    before = await sentBy(from);
  });

  async function expectOnce(connection: EvmConnection, message = payment()): Promise<void> {
    const receipt = await connection.send(message);
    expect(receipt).toMatchObject({ status: "success", from: from.toLowerCase() });
    expect(await received()).toBe(AMOUNT);
    expect((await sentBy(from)) - before).toBe(1);
  }

  it("whose answer is lost after a block has it", async () => {
    let answered: unknown;
    const connection = connect(
      once(isSend, async (_, ask) => {
        answered = await ask();
        throw lost();
      }),
    );
    await expectOnce(connection);
    expect(answered).toMatch(/^0x/);
  });

  it("that the node never saw", () => expectOnce(connect(once(isSend, () => Promise.reject(lost())))));

  it("that the node has passed on, and says that it does not know what became of it", async () => {
    const voided: SignedTransaction[] = [];
    const connection = connect(
      once(isSend, async (_, ask) => {
        await ask();
        const error = { code: -32_000, message: "context deadline exceeded" };
        throw new RpcRequestError({ body: {}, error, url: "" });
      }),
    );
    await expectOnce(connection, payment({ onVoid: (one) => void voided.push(one) }));
    expect(voided).toEqual([]);
  });

  it("that was refused for too many requests, sent again when the node says", async () => {
    const times: number[] = [];
    const limited = new HttpRequestError({
      url: "",
      status: 429,
      headers: new Headers({ "Retry-After": "1" }),
    });
    let refusals = 0;
    const connection = connect((request, ask) => {
      if (!isSend(request)) return ask();
      times.push(Date.now());
      refusals += 1;
      return refusals === 1 ? Promise.reject(limited) : ask();
    });
    await expectOnce(connection);
    expect(times).toHaveLength(2);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1_000);
  });

  it("that the node drops, sent again", async () => {
    await chain.client.setAutomine(false);
    const signed: SignedTransaction[] = [];
    const sent: unknown[] = [];
    const connection = connect(async (request, ask) => {
      const answer = await ask();
      if (isSend(request)) {
        sent.push(request.params?.[0]);
        if (sent.length === 1) await chain.client.dropTransaction({ hash: answer as Hex });
        else await chain.client.mine({ blocks: 1 });
      }
      return answer;
    });
    await expectOnce(connection, payment({ onSigned: (one) => void signed.push(one) }));
    expect(signed).toHaveLength(1);
    expect(sent).toEqual([`0x${signed[0]!.bytes}`, `0x${signed[0]!.bytes}`]);
  });

  it("that is stuck, replaced by one that pays more", async () => {
    await chain.client.setAutomine(false);
    const priced = { ...chain.client.chain, fees: undefined };
    await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n });
    const signed: SignedTransaction[] = [];
    const connection = connect(
      async (request, ask) => {
        const answer = await ask();
        // The node makes a block only after the second transaction.
        if (isSend(request) && signed.length === 2) await chain.client.mine({ blocks: 1 });
        return answer;
      },
      { chain: priced, replaceAfterMs: 100, rebroadcastMs: 60_000 },
    );
    await expectOnce(connection, payment({ onSigned: (one) => void signed.push(one) }));
    expect(signed.map(({ number }) => number)).toEqual([before, before]);
    expect(new Set(signed.map(({ transaction }) => transaction)).size).toBe(2);
  });

  it("whose block is taken back, with two confirmations", async () => {
    await chain.client.setAutomine(false);
    const blocks: bigint[] = [];
    let beforeIt: Hex | undefined;
    const connection = connect(
      async (request, ask) => {
        if (isSend(request)) beforeIt ??= await chain.client.snapshot();
        const answer = await ask();
        if (isSend(request)) await chain.client.mine({ blocks: blocks.length === 0 ? 1 : 2 });
        const receipt =
          request.method === "eth_getTransactionReceipt" && (answer as { blockNumber: Hex } | null);
        if (!receipt) return answer;
        blocks.push(BigInt(receipt.blockNumber));
        if (blocks.length === 1) {
          // The client hears of the block that goes at this moment; another one takes its place.
          await chain.client.revert({ id: beforeIt! });
          await chain.client.mine({ blocks: 1 });
        }
        return answer;
      },
      { confirmations: 2 },
    );
    await expectOnce(connection);
    expect(new Set(blocks).size).toBe(2);
  });
});

it("a transaction that another one replaces is told as replaced, and is not sent anew", async () => {
  await chain.client.setAutomine(false);
  const signed: SignedTransaction[] = [];
  let by: Hex | undefined;
  const connection = connect(
    once(isSend, async ({ params }, ask) => {
      const answer = await ask();
      await chain.client.dropTransaction({ hash: answer as Hex });
      const other = await chain.signers[0]!.signTransaction({
        chainId: chain.client.chain.id,
        type: "eip1559",
        nonce: signed[0]!.number,
        to: from,
        gas: 21_000n,
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
      });
      by = await chain.client.sendRawTransaction({ serializedTransaction: other });
      await chain.client.mine({ blocks: 1 });
      expect(params).toEqual([`0x${signed[0]!.bytes}`]);
      return answer;
    }),
  );
  const failed = connection.send(payment({ onSigned: (one) => void signed.push(one) }));
  await expect(failed).rejects.toMatchObject({
    code: "transaction_replaced",
    details: { transaction: expect.any(String), by: expect.any(String) },
  });
  await expect(failed).rejects.toMatchObject({ details: { transaction: signed[0]!.transaction, by } });
  expect(signed).toHaveLength(1);
  expect(await received()).toBe(0n);
});

it("a number that another program was faster with is left to it", async () => {
  const other = connect(directly);
  const signed: SignedTransaction[] = [];
  const connection = connect(
    once(isSend, async (_, ask) => {
      await other.send(payment());
      return ask();
    }),
  );
  await connection.send(payment({ onSigned: (one) => void signed.push(one) }));
  expect(signed.map(({ number }) => number - signed[0]!.number)).toEqual([0, 1]);
  expect(await received()).toBe(2n * AMOUNT);
});

it("a node that lags behind is asked again, for the head and for numbers", async () => {
  const stale = new Map<string, unknown>();
  let old = 0;
  // Every other answer is the first one that was given to this question.
  const connection = connect(async (request, ask) => {
    if (request.method !== "eth_blockNumber" && request.method !== "eth_getTransactionCount") return ask();
    const key = JSON.stringify(request);
    const answer = await ask();
    if (!stale.has(key)) stale.set(key, answer);
    old += 1;
    return old % 2 === 0 ? stale.get(key) : answer;
  });
  const before = await sentBy(from);
  const blocks: number[] = [];
  for (let i = 0; i < 4; i++) {
    await connection.send(payment());
    blocks.push(await connection.block());
  }
  expect(blocks).toEqual(blocks.map((_, i) => blocks[0]! + i));
  expect((await sentBy(from)) - before).toBe(4);
  expect(await received()).toBe(4n * AMOUNT);
});

it("an account that cannot pay is told so at once", async () => {
  await chain.client.setBalance({ address: from, value: 1n });
  const failed = connect(directly).send(payment({ value: parseEther("1") }));
  await expect(failed).rejects.toMatchObject({ code: "insufficient_funds" });
  expect(await received()).toBe(0n);
});

it("a stuck transaction whose signer may spend no more stays as it is", async () => {
  await chain.client.setAutomine(false);
  await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n });
  const signer = chain.signers[0]!;
  let asked = 0;
  const limited: typeof signer = {
    ...signer,
    signTransaction: async (...given) => {
      asked += 1;
      if (asked > 1) throw new ChainlearnError("spend_limit", "the first one has used it up.");
      return signer.signTransaction(...given);
    },
  };
  const signed: SignedTransaction[] = [];
  const connection = connect(
    async (request, ask) => {
      // The node makes a block only after the client has asked for more twice.
      if (request.method === "eth_getTransactionReceipt" && asked === 3)
        await chain.client.mine({ blocks: 1 });
      return ask();
    },
    { chain: { ...chain.client.chain, fees: undefined }, signers: [limited], replaceAfterMs: 30 },
  );
  const receipt = await connection.send(payment({ onSigned: (one) => void signed.push(one) }));
  expect(signed.map(({ transaction }) => transaction)).toEqual([receipt.transactionHash]);
  expect(await received()).toBe(AMOUNT);
});

it("equal calls of two programs with one key, at the same moment, are two transactions", async () => {
  const programs = [connect(directly), connect(directly)];
  const sent = programs.flatMap((program) => [1, 2, 3].map(() => program.send(payment())));
  const hashes = (await Promise.all(sent)).map(({ transactionHash }) => transactionHash);
  expect(new Set(hashes).size).toBe(6);
  expect(await received()).toBe(6n * AMOUNT);
});

describe("a transaction of a process that has died", () => {
  const death = new Error("the process died");

  async function diedWith(
    message = payment(),
    options: Partial<ConnectionOptions> = {},
  ): Promise<SignedTransaction> {
    let signed: SignedTransaction | undefined;
    const onSigned = (one: SignedTransaction): void => {
      signed = one;
      throw death;
    };
    const sending = connect(directly, options).send({ ...message, onSigned });
    await expect(sending).rejects.toMatchObject({ cause: death });
    return signed!;
  }

  it("is replaced when fees have risen, by the same with its number", async () => {
    await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n });
    await chain.client.mine({ blocks: 1 });
    const withFees = { chain: { ...chain.client.chain, fees: undefined }, replaceAfterMs: 30 };
    let first: SignedTransaction | undefined;
    const died = connect(directly, withFees).send(
      payment({
        onSigned: (one) => {
          first = one;
          throw death;
        },
      }),
    );
    await expect(died).rejects.toMatchObject({ cause: death });
    const paid = parseTransaction(`0x${first!.bytes}`).maxFeePerGas!;
    await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 100n * paid });
    await chain.client.mine({ blocks: 1 });
    const signed: SignedTransaction[] = [];
    const receipt = await connect(directly, withFees).resume([first!], {
      onSigned: (one) => void signed.push(one),
    });
    expect(receipt).toMatchObject({ status: "success", transactionHash: signed.at(-1)!.transaction });
    expect(signed.map(({ number }) => number)).toEqual(signed.map(() => first!.number));
    const dearer = parseTransaction(`0x${signed.at(-1)!.bytes}`);
    expect(dearer).toMatchObject({ to: TO.toLowerCase(), value: AMOUNT });
    expect(dearer.maxFeePerGas).toBeGreaterThan(paid);
    expect(await received()).toBe(AMOUNT);
  });

  it("is not sent by whoever only looks, and not replaced", async () => {
    await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n });
    await chain.client.mine({ blocks: 1 });
    const priced = { chain: { ...chain.client.chain, fees: undefined }, replaceAfterMs: 0 };
    const signed = await diedWith(payment(), priced);
    const connection = connect((request, ask) =>
      isSend(request) ? Promise.reject(new Error("sent")) : ask(),
    );
    await expect(connection.resume([signed], { send: false })).rejects.toMatchObject({
      code: "transaction_pending",
    });
    const more: SignedTransaction[] = [];
    const looking = connect(directly, priced).resume([signed], {
      send: false,
      onSigned: (one) => void more.push(one),
    });
    await expect(looking).rejects.toMatchObject({ code: "transaction_pending" });
    expect(more).toEqual([]);
    await chain.client.sendRawTransaction({ serializedTransaction: `0x${signed.bytes}` });
    expect(await connection.resume([signed], { send: false })).toMatchObject({
      transactionHash: signed.transaction,
    });
  });

  it("is void when a block has another one with its number", async () => {
    const signed = await diedWith();
    await connect(directly).send(payment());
    await chain.client.mine({ blocks: 20 });
    const voided: SignedTransaction[] = [];
    const options = { onVoid: (one: SignedTransaction) => void voided.push(one) };
    expect(await connect(directly).resume([signed], { send: false, ...options })).toBeUndefined();
    expect(await connect(directly).resume([signed], options)).toBeUndefined();
    expect(voided).toEqual([signed, signed]);
    expect(await received()).toBe(AMOUNT);
  });

  it("is looked for from the block on at which it was signed", async () => {
    await chain.client.mine({ blocks: 300 });
    const height = Number(await chain.client.getBlockNumber());
    const signed = await diedWith();
    expect(signed.after).toBe(height);
    await connect(directly).send(payment());
    await chain.client.mine({ blocks: 40 });
    const asked: number[] = [];
    const connection = connect(async ({ method, params }, ask) => {
      if (method === "eth_getTransactionCount") asked.push(Number(params![1]));
      return ask();
    });
    expect(await connection.resume([signed], { send: false })).toBeUndefined();
    expect(Math.min(...asked)).toBe(height);
  });
});

it("a transaction that comes too late for its number is told as void", async () => {
  const other = connect(directly);
  const told: string[] = [];
  const connection = connect(
    once(isSend, async (_, ask) => {
      await other.send(payment());
      return ask();
    }),
  );
  const tell = {
    onSigned: ({ number }: SignedTransaction) => void told.push(`signed ${number}`),
    onVoid: ({ number }: SignedTransaction) => void told.push(`void ${number}`),
  };
  const first = await sentBy(from);
  await connection.send(payment(tell));
  expect(told).toEqual([`signed ${first}`, `void ${first}`, `signed ${first + 1}`]);
});
