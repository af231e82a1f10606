import { describe, expect, it } from "vitest";
import type { DevChain } from "../src/index.ts";
import {
  adapterCheckIds,
  adapterChecks,
  probeCheckIds,
  probeChecks,
  probeItemCheckIds,
  probeItemChecks,
  probePartsCheckIds,
  probePartsChecks,
  probeRowCheckIds,
  probeRowChecks,
  unmetNeeds,
} from "../src/testing/index.ts";
import committed from "./adapter-check-ids.json" with { type: "json" };
import committedProbes from "./probe-check-ids.json" with { type: "json" };

const all = [...adapterChecks, ...probeChecks, ...probeRowChecks, ...probeItemChecks, ...probePartsChecks];

describe("adapter checks", () => {
  it("are those of the committed list: none disappears unnoticed", () => {
    expect(adapterCheckIds).toEqual(committed);
    expect([...probeCheckIds, ...probeRowCheckIds, ...probeItemCheckIds, ...probePartsCheckIds]).toEqual(
      committedProbes,
    );
    expect(new Set([...committed, ...committedProbes]).size).toBe(committed.length + committedProbes.length);
  });

  it("have titles of their own", () => {
    expect(new Set(all.map((check) => check.title)).size).toBe(all.length);
  });

  it("need nothing of a chain with a settable clock, fractional units and all data handlers", () => {
    const adapter = { dataHandlers: ["stored", "unique", "accumulator"] };
    const chain = { clock: "settable", baseUnitsPerUnit: 10n, adapter } as unknown as DevChain;
    expect(all.flatMap((check) => unmetNeeds(check, chain))).toEqual([]);
  });

  it("name what a chain lacks", () => {
    const adapter = { dataHandlers: ["stored"] };
    const chain = { clock: "real", baseUnitsPerUnit: 1n, adapter } as unknown as DevChain;
    const unmet = all.filter((check) => unmetNeeds(check, chain).length > 0);
    expect(unmet.map((check) => [check.id, ...unmetNeeds(check, chain)])).toEqual([
      ["payment-not-whole-units", "fractional-units"],
      ["quote-formula", "settable-clock"],
      ["refund-boundary", "settable-clock"],
      ["report-boundary", "settable-clock"],
      ["take-boundaries", "settable-clock"],
      ["unique-repeat", "unique"],
      ["unique-variants", "unique"],
      ["unique-order-of-refusals", "unique"],
      ["unique-parts", "unique"],
      ["unique-times", "unique"],
      ["unique-large-deposits", "unique"],
      ["unique-claims", "unique"],
      ["accumulator-peaks", "accumulator"],
      ["accumulator-claims", "accumulator"],
      ["accumulator-batches", "accumulator"],
      ["accumulator-parts", "accumulator"],
      ["accumulator-unsealed", "accumulator"],
      ["batch-quote", "settable-clock"],
      ["batch-payments", "fractional-units"],
      ["batch-unique", "unique"],
      ["probe-payable-fractions", "fractional-units"],
    ]);
  });
});
