import {
  type MechanismPlugin,
  type Params,
  requireNoContradiction,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { champion, stake } from "@chainlearn/mechanisms";
import { passiveAggressive } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";

const shape: Shape = {
  features: 8,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 4,
};

const resolved = (mechanism: MechanismPlugin, mechanismParams: Params) =>
  resolveComposition({
    ...{ model: passiveAggressive, mechanism, shape, mechanismParams },
    modelParams: { targetMargin: 100n, aggressiveness: 50n },
  });

/** Parameters without a default, the pair that is at its limit, and the first value beyond. */
const rows: [string, MechanismPlugin, Params, Params, Params][] = [
  [
    "a floor above the cap",
    stake,
    { costWeightUnits: 1n },
    { minDepositUnits: 70n, maxDepositUnits: 70n },
    { maxDepositUnits: 69n },
  ],
  [
    "a deposit that anyone takes before it can be refunded",
    stake,
    { costWeightUnits: 1n },
    { refundWaitSeconds: 60n, anyWaitSeconds: 60n },
    { anyWaitSeconds: 59n },
  ],
  [
    "a deposit that the beneficiary takes before it can be refunded",
    stake,
    { costWeightUnits: 1n },
    { refundWaitSeconds: 60n, ownerWaitSeconds: 60n },
    { ownerWaitSeconds: 59n },
  ],
  [
    "a deposit that is released before anybody can settle",
    champion,
    { depositUnits: 1n, bondUnits: 0n },
    { settleWaitSeconds: 60n, revealWaitSeconds: 100n, lockSeconds: 81n },
    { lockSeconds: 80n },
  ],
  [
    "a deposit that is released during a test, with the default waits and a lock of a day",
    champion,
    { depositUnits: 1n, bondUnits: 0n },
    { lockSeconds: 129_601n },
    { lockSeconds: 86_400n },
  ],
  [
    "a lead that no test can give",
    champion,
    { depositUnits: 1n, bondUnits: 0n },
    { itemsPerCycle: 5n, minWins: 5n },
    { minWins: 6n },
  ],
];

describe("parameters that contradict each other", () => {
  it.each(rows)("%s is not deployed, and found where it is", (_, mechanism, required, possible, change) => {
    expect(() => requireNoContradiction(resolved(mechanism, { ...required, ...possible }))).not.toThrow();
    const composition = resolved(mechanism, { ...required, ...possible, ...change });
    expect(() => requireNoContradiction(composition)).toThrow(
      expect.objectContaining({
        code: "invalid_composition",
        message: expect.stringContaining(Object.keys(change)[0]!),
      }),
    );
  });
});

describe("cautions of champion", () => {
  it("are about models that would never learn, and about nobody as the curator", () => {
    const said = (learnsFromErrorsOnly: boolean, roles: readonly string[]): readonly string[] =>
      champion.manifest.cautions!({ learnsFromErrorsOnly, roles }).map(({ what, todo }) => `${what} ${todo}`);
    expect(said(false, ["curator"])).toEqual([]);
    expect(said(true, ["curator"])).toEqual([expect.stringMatching(/never learns.*averaged-perceptron/)]);
    expect(said(false, [])).toEqual([expect.stringMatching(/curator.*never leaves its setup/)]);
    expect(said(true, [])).toHaveLength(2);
  });
});
