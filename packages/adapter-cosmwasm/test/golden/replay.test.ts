import { readFileSync } from "node:fs";
import { EmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { ChainlearnError, toHex } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import type { ConnectionResult, ContractEvent } from "../../src/connection.ts";
import { traceFile } from "./files.ts";
import type { Trace, TracedStep } from "./trace.ts";

const GAS_TOLERANCE = 0.01;

const read = (name: string): { trace: Trace; wasm: Uint8Array } => ({
  trace: JSON.parse(readFileSync(traceFile(name, "json"), "utf8")) as Trace,
  wasm: readFileSync(traceFile(name, "wasm")),
});

/** What a step did on the embedded chain, in the trace's own terms. */
interface Replayed {
  readonly result:
    | { readonly error: number }
    | { readonly gasUsed: number; readonly events: readonly ContractEvent[] };
  readonly storage: Readonly<Record<string, string>>;
}

/** Runs a trace's transactions at their block times on an embedded chain with the same accounts and balances. */
async function replay({ trace, wasm }: ReturnType<typeof read>): Promise<Replayed[]> {
  const chain = new EmbeddedChain({
    chainId: `cosmos:${trace.network}`,
    denom: trace.denom,
    decimals: trace.decimals,
    addressPrefix: "wasm",
    accounts: 1,
    startSeconds: Number(BigInt(trace.steps[0]!.nanoseconds) / 1_000_000_000n) - 10,
  });
  for (const { address, coins } of trace.accounts) chain.fund(address, coins);
  for (const address of trace.blocked) chain.blocked.add(address);
  const { codeId } = await chain.upload(trace.accounts[0]!.address, wasm);
  let contract = "";
  const run = async (step: TracedStep): Promise<ConnectionResult> => {
    const calls = step.calls.map((call) => ({
      contract,
      message: new TextEncoder().encode(call.message),
      funds: call.funds,
    }));
    if (contract !== "") return chain.executeAll(step.sender, calls);
    const created = await chain.instantiate(step.sender, codeId, calls[0]!.message, "golden");
    contract = created.address;
    return created;
  };
  const replayed: Replayed[] = [];
  for (const step of trace.steps) {
    chain.setNextTime(BigInt(step.nanoseconds));
    if (step.paymentsRefused) chain.blocked.add(step.sender);
    const result = await run(step).then(
      ({ gasUsed, events }) => ({
        gasUsed: Number(gasUsed),
        events: renamed(events, contract, trace.contract),
      }),
      (error: unknown) => {
        if (error instanceof ChainlearnError) return { error: error.number };
        throw error;
      },
    );
    if (step.paymentsRefused) chain.blocked.delete(step.sender);
    const storage = [...(await chain.storage(contract, await chain.height()))]
      .map(([key, value]) => [key, toHex(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    replayed.push({ result, storage: Object.fromEntries(storage) });
  }
  return replayed;
}

/** Contracts have other addresses on other chains. */
const renamed = (events: readonly ContractEvent[], from: string, to: string): ContractEvent[] =>
  events.map(({ type, attributes }) => ({
    type,
    attributes: attributes.map(({ key, value }) => ({ key, value: value.replaceAll(from, to) })),
  }));

/** Without gas, which is compared with a tolerance. */
const outcome = (result: TracedStep["result"] | Replayed["result"]): object =>
  "error" in result ? { error: result.error } : { events: result.events };

describe.each(["stake", "purse", "items", "parts"])("the trace %s of a real wasmd", async (name) => {
  const recorded = read(name);
  const replayed = await replay(recorded);
  const steps = recorded.trace.steps.map((step, i) => ({ name: step.name, step, actual: replayed[i]! }));

  it.each(steps)("$name: the same outcome and events", ({ step, actual }) => {
    expect(outcome(actual.result)).toEqual(outcome(step.result));
  });

  it.each(steps)("$name: the same keys and values in storage", ({ step, actual }) => {
    expect(actual.storage).toEqual(step.storage);
  });

  it.each(steps.filter(({ step }) => "gasUsed" in step.result))(
    "$name: gas within 1 %",
    ({ step, actual }) => {
      const expected = (step.result as { gasUsed: number }).gasUsed;
      const found = (actual.result as { gasUsed: number }).gasUsed;
      expect(found / expected).toBeGreaterThan(1 - GAS_TOLERANCE);
      expect(found / expected).toBeLessThan(1 + GAS_TOLERANCE);
    },
  );
});
