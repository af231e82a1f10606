import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startWasmd, type Wasmd, wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { QueryParamsResponse } from "cosmjs-types/cosmwasm/wasm/v1/query";
import { AccessType } from "cosmjs-types/cosmwasm/wasm/v1/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CosmWasmChainOptions, cosmwasm, EXIT_CODES, fromEnvironment } from "../src/index.ts";
import { configWith } from "./support/chains.ts";
import { inFolder, json } from "./support/cli.ts";

interface Check {
  readonly name: string;
  readonly status: string;
  readonly found: string;
  readonly todo?: string;
}

const { available, reason } = wasmdAvailability();
const on = available ? describe : describe.skip;

/** A node that says what another one says, with changes. */
async function changed(
  rpc: string,
  change: (method: string, text: string, body: string) => string,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = await fetch(rpc, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    const { method } = JSON.parse(body) as { method: string };
    response.end(change(method, await answer.text(), body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

on(available ? "doctor on wasmd" : `doctor on wasmd (skipped: ${reason})`, () => {
  let chain: Wasmd;
  const doctor = async (
    options: Partial<CosmWasmChainOptions> = {},
    mnemonic: string = chain.mnemonic,
  ): Promise<{ code: number; of: (name: string) => Check | undefined }> => {
    const config = configWith(
      cosmwasm({
        ...{
          network: "chainlearn-test-1",
          rpc: chain.rpc,
          prefix: "wasm",
          denom: "stake",
          gasPrice: "0.001stake",
        },
        accounts: { deployer: fromEnvironment("MNEMONIC") },
        ...options,
      }),
    );
    return inFolder(async (folder) => {
      const setting = { folder, config, env: { MNEMONIC: mnemonic } };
      const { code, value } = await json<{ checks: Check[] }>(setting, "doctor");
      expect(JSON.stringify(value)).not.toContain(mnemonic);
      return { code, of: (name) => value.checks.find((check) => check.name === name) };
    });
  };
  const through = async (
    change: Parameters<typeof changed>[1],
    run: (rpc: string) => Promise<void>,
  ): Promise<void> => {
    const server = await changed(chain.rpc, change);
    try {
      await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.close();
    }
  };

  beforeAll(async () => {
    chain = await startWasmd();
  });
  afterAll(() => chain?.close());

  it("finds nothing wrong where nothing is, and says what a deployment costs", async () => {
    const { code, of } = await doctor();
    expect(of("node")!.found).toContain("chainlearn-test-1");
    expect(of("version")!.found).toMatch(/wasmd v?\d|SDK v0/);
    for (const name of ["syncing", "index of transactions", "clock", "gas limits"])
      expect(of(name), name).toMatchObject({ status: "ok" });
    expect(of("upload permission")).toMatchObject({ status: "ok", found: "everybody" });
    expect(of("gas price")).toMatchObject({ status: "ok" });
    expect(of("key of deployer")!.found).toContain(chain.accounts[0]);
    expect(of("deployment of spam")).toMatchObject({ status: "ok" });
    expect(of("deployment of spam")!.found).toMatch(
      /^at most 0\.\d+ TAKE \(gas \d+\); wasm1\w+ has \d+ TAKE$/,
    );
    expect(code).toBe(EXIT_CODES.done);
  });

  it("finds a chain of another name, a price below the node's, and an account without money", async () => {
    const other = await doctor({ network: "other-1" });
    expect([other.of("chain id")?.status, other.code]).toEqual(["fail", EXIT_CODES.chain]);
    const cheap = await doctor({ gasPrice: "0.0001stake" });
    expect(cheap.of("gas price")).toMatchObject({
      status: "fail",
      todo: expect.stringMatching(/^Set gasPrice to 0\.001/),
    });
    const poor = await doctor({}, `${"abandon ".repeat(11)}about`);
    expect(poor.of("deployment of spam")).toMatchObject({ status: "fail" });
    expect(poor.code).toBe(EXIT_CODES.money);
  });

  it("finds who may upload", async () => {
    const [deployer] = chain.accounts as [string];
    for (const [permission, addresses, status, found] of [
      [AccessType.ACCESS_TYPE_NOBODY, [], "fail", "nobody"],
      [AccessType.ACCESS_TYPE_ANY_OF_ADDRESSES, ["wasm1other"], "fail", `1 allowed, without ${deployer}`],
      [AccessType.ACCESS_TYPE_ANY_OF_ADDRESSES, [deployer], "ok", `${deployer}, as one of 1`],
    ] as const) {
      const params = QueryParamsResponse.fromPartial({
        params: {
          codeUploadAccess: { permission, addresses: [...addresses] },
          instantiateDefaultPermission: 3,
        },
      });
      const value = Buffer.from(QueryParamsResponse.encode(params).finish()).toString("base64");
      const change = (_method: string, text: string, body: string): string =>
        body.includes("wasm.v1.Query/Params")
          ? JSON.stringify({ result: { response: { code: 0, value } } })
          : text;
      await through(change, async (rpc) => {
        expect((await doctor({ rpc })).of("upload permission")).toMatchObject({ status, found });
      });
    }
  });

  it("finds a node that is behind, does not index, or has another clock", async () => {
    const change = (method: string, text: string): string => {
      if (method !== "status") return text;
      const answer = JSON.parse(text);
      answer.result.sync_info.catching_up = true;
      answer.result.sync_info.latest_block_time = new Date(Date.now() + 7_200_000).toISOString();
      answer.result.node_info.other.tx_index = "off";
      return JSON.stringify(answer);
    };
    await through(change, async (rpc) => {
      const { code, of } = await doctor({ rpc });
      for (const name of ["syncing", "index of transactions", "clock"])
        expect(of(name), name).toMatchObject({ status: "fail" });
      expect(code).toBe(EXIT_CODES.chain);
    });
  });
});
