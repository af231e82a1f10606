import { encodeSample } from "@chainlearn/core";
import { Fuel } from "@chainlearn/kernel";
import { describe, expect, it } from "vitest";
import { addData } from "../src/shell/entries/add-data.ts";
import { Journal } from "../src/shell/journal.ts";
import { LAST_ID, Meter } from "../src/shell/meter.ts";
import { Shell } from "../src/shell/shell.ts";
import type { ShellState } from "../src/shell/state.ts";
import { probeComposition } from "./support/compositions.ts";

const SAMPLE = Uint8Array.of(0, 1);
const CALL = { sender: "local1alice", time: 1, paid: 10n };

/** A sealed contract that has given out all ids below the one given; nothing else of it is reached. */
function worn(next: number): ShellState {
  const meter = new Meter([], new Journal());
  meter.seal();
  meter.setNext(next);
  const composition = probeComposition();
  const model = { labels: () => composition.shape.classes };
  return { meter, composition, model } as unknown as ShellState;
}

describe("ids", () => {
  it("end before the number that stands for no contribution", () => {
    expect(LAST_ID).toBe(281_474_976_710_655);
    expect(() => addData(worn(LAST_ID), CALL, 1, SAMPLE)).toThrow("ids_exhausted");
    // One id before, the entry goes on to the records, which this contract does not have.
    expect(() => addData(worn(LAST_ID - 1), CALL, 1, SAMPLE)).toThrow(TypeError);
  });

  it("are looked at after the sample", () => {
    expect(() => addData(worn(LAST_ID), CALL, 1, new Uint8Array())).toThrow("sample_empty");
  });
});

describe("kernels", () => {
  it("are checked before they run", async () => {
    const composition = probeComposition();
    const parties = { deployer: "a", roles: {}, baseUnitsPerUnit: 1n, deliver: () => true };
    for (const role of ["model", "mechanism"] as const) {
      const broken = {
        ...composition,
        [role]: { ...composition[role], kernel: composition[role].kernel.slice(1) },
      };
      await expect(Shell.create(broken, parties)).rejects.toThrow("invalid_kernel");
    }
  });
});

describe("fuel", () => {
  const composition = probeComposition();
  const { layout, shape } = composition;
  const [full, trapping] = [[1, 2, 3, 4, 5], [7]].map((indices) => encodeSample({ indices }, shape));

  /** A contract that is open for contributions, and how to make one with all the fuel. */
  const start = async (limit: number) => {
    const fuel = new Fuel(limit);
    const parties = { deployer: "a", roles: {}, baseUnitsPerUnit: 1n, deliver: () => true };
    const shell = await Shell.create(composition, { ...parties, fuel });
    const call = { sender: "a", time: 1, paidBaseUnits: 0n };
    shell.initialize(call, 0, new Array<bigint>(layout.stateWords).fill(0n));
    shell.seal(
      call,
      layout.hot.map(() => 0n),
    );
    const add = (sample: Uint8Array) => {
      fuel.refill();
      shell.addData({ ...call, paidBaseUnits: 1_000n }, 1, sample);
    };
    return { fuel, shell, add };
  };

  it("is not what a call is refused for whose taking back repeats many others", async () => {
    const one = await start(1_000_000);
    one.add(full!);
    const { shell, add } = await start(one.fuel.used);
    for (let n = 0; n < 50; n++) add(full!);
    const before = [shell.words(), shell.hot()];
    expect(shell.hot()).toEqual([50n]);
    expect(() => add(trapping!)).toThrow(/^trap:/);
    expect([shell.words(), shell.hot()]).toEqual(before);
    add(full!);
    expect(shell.hot()).toEqual([51n]);
  });
});
