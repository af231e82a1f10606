import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { devChain, EXIT_CODES } from "@chainlearn/cli";
import { withDays } from "@chainlearn/example-kit/testing/day";
import { expect, it } from "vitest";
import config from "../chainlearn.config.ts";

it("has the four test networks beside the local chain", () => {
  expect(Object.values(config.chains).map(({ chainId }) => chainId)).toEqual(
    ["chainlearn-local", "osmo-test-5", "pion-1", "uni-7", "xion-testnet-2"].map((id) => `cosmos:${id}`),
  );
});

it("runs on a chain in this process, once and again", async () => {
  const chain = await startEmbeddedChain();
  const here = { ...config, chains: { wasm: devChain(chain) } };
  const day = { config: here, chain: "wasm", deployment: "5000000units", contributions: "1000000units" };
  await withDays(new URL("..", import.meta.url), {}, async (run) => {
    const first = await run(day);
    expect(first.code, first.err).toBe(EXIT_CODES.done);
    expect(first.out).toMatch(/^verified +yes$/m);
    expect(first.out).toMatch(/^contributions +8$/m);
    const height = await chain.connection.height();
    expect((await run(day)).code).toBe(EXIT_CODES.done);
    expect(await chain.connection.height(), "nothing is sent twice").toBe(height);
  });
});
