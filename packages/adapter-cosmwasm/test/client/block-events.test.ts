import { ChainlearnError } from "@chainlearn/core";
import { toUtf8 } from "@cosmjs/encoding";
import { describe, expect, it } from "vitest";
import { CosmjsConnection } from "../../src/cosmjs/connect.ts";
import { NoAnswer } from "../../src/cosmjs/node-client.ts";

const CONTRACT = "wasm1contract";

interface Attribute {
  readonly key: string;
  readonly value: string;
}
const event = (name: string, ...more: readonly Attribute[]) => ({
  type: "wasm-chainlearn",
  attributes: [{ key: "_contract_address", value: CONTRACT }, { key: "name", value: name }, ...more],
});
const mode = (value: string): Attribute => ({ key: "mode", value });

/** What a node's index has, by height: transactions, and what happened before and behind them. */
interface Block {
  readonly height: number;
  readonly transactions: readonly string[];
  readonly results?: object;
}

/** @param late the index of transactions is as far as that of blocks, and does not have the last block at first */
function connect(blocks: readonly Block[], search?: () => never, late = false): CosmjsConnection {
  const txs = blocks.flatMap(({ height, transactions }) =>
    transactions.map((name, index) => ({
      height,
      index,
      hash: toUtf8(name),
      result: { events: [event(name)] },
    })),
  );
  const executed = blocks.filter(({ results }) => results);
  const pageOf = <T>(all: readonly T[], { page = 1, per_page: size = 1 }): readonly T[] =>
    all.slice((page - 1) * size, page * size);
  // The index has the last block when it is looked for the third time.
  let looked = 0;
  const comet = {
    block: async () => ({ block: { txs: [] } }),
    txSearch: async (params: { page: number; per_page: number }) => {
      const found = late && looked < 3 ? [] : txs;
      return { txs: pageOf(found, params), totalCount: found.length };
    },
    blockSearch: async (params: { query: string; page: number; per_page: number }) => {
      search?.();
      if (params.query === "block.height=9") return { blocks: [], totalCount: ++looked > 2 ? 1 : 0 };
      expect(looked).toBe(3);
      expect(params.query).toBe(
        `execute._contract_address='${CONTRACT}' AND block.height>=1 AND block.height<=9`,
      );
      const found = executed.map(({ height, transactions }) => ({
        blockId: { hash: Uint8Array.of(height) },
        block: { header: { height }, txs: transactions },
      }));
      return { blocks: pageOf(found, params), totalCount: found.length };
    },
    blockResults: async (height: number) => executed.find((block) => block.height === height)!.results,
  };
  return new CosmjsConnection(comet as never, "cosmos:a-1", "utoken", 6, new Map());
}

const namesOf = async (connection: CosmjsConnection): Promise<readonly (readonly unknown[])[]> =>
  (await connection.transactions(CONTRACT, 1, 9)).map(({ height, index, transaction, events }) => [
    height,
    index,
    transaction,
    events.map(({ attributes }) => attributes.find(({ key }) => key === "name")!.value),
  ]);

describe("what a contract did outside of transactions", () => {
  it("is before and behind the transactions of its block, as the Cosmos SDK marks it", async () => {
    const connection = connect([
      { height: 3, transactions: ["a", "b"] },
      {
        height: 4,
        transactions: ["c", "d"],
        results: {
          finalizeBlockEvents: [
            event("begin", mode("BeginBlock")),
            event("end 1", mode("EndBlock")),
            event("end 2", mode("EndBlock")),
          ],
        },
      },
      { height: 7, transactions: [], results: { finalizeBlockEvents: [event("unmarked")] } },
    ]);
    expect(await namesOf(connection)).toEqual([
      [3, 0, "61", ["a"]],
      [3, 1, "62", ["b"]],
      [4, -1, "04", ["begin"]],
      [4, 0, "63", ["c"]],
      [4, 1, "64", ["d"]],
      [4, 2, "04", ["end 1", "end 2"]],
      [7, 0, "07", ["unmarked"]],
    ]);
  });

  it("is found where CometBFT keeps beginning and end apart, and over many pages", async () => {
    const connection = connect(
      Array.from({ length: 250 }, (_, height) => ({
        height,
        transactions: [],
        results: { beginBlockEvents: [event("first")], endBlockEvents: [event("last")] },
      })),
    );
    const names = await namesOf(connection);
    expect(names).toHaveLength(500);
    expect(names.slice(0, 2)).toEqual([
      [0, -1, "00", ["first"]],
      [0, 0, "00", ["last"]],
    ]);
  });

  const failing = (error: Error): CosmjsConnection =>
    connect([{ height: 3, transactions: ["a"] }], () => {
      throw error;
    });
  const saying = (code: number, message: string): Error => new Error(JSON.stringify({ code, message }));
  const status = (code: number): Error =>
    new NoAnswer(`block_search: the node answers with status ${code}.`, {
      response: new Response(null, { status: code }),
    });

  it.each([
    saying(-32601, "Method not found"),
    saying(-32601, "no such thing"),
    saying(-32601, "the method block_search does not exist/is not available"),
    saying(-32600, "Method block_search is not allowed"),
    saying(-32000, "block_search is not supported by this endpoint"),
    saying(-32600, "endpoint disabled"),
    new Error('{"code":-32603,"data":"block indexing is disabled"}'),
    ...[403, 404, 405].map(status),
  ])("is left out where the node has no index of blocks or keeps it to itself: %s", async (error) => {
    expect(await namesOf(failing(error))).toEqual([[3, 0, "61", ["a"]]]);
  });

  it.each([
    saying(-32603, "out of disk"),
    saying(-32603, "block_search could not read the index"),
    saying(-32603, "height 9 is not available, lowest height is 100"),
    ...[401, 500].map(status),
  ])("fails where the index fails: %s", async (error) => {
    await expect(namesOf(failing(error))).rejects.toBeInstanceOf(ChainlearnError);
  });

  it("is looked for before the transactions, which a node's index may not have before", async () => {
    const connection = connect([{ height: 9, transactions: ["a"] }], undefined, true);
    expect(await namesOf(connection)).toEqual([[9, 0, "61", ["a"]]]);
  });
});
