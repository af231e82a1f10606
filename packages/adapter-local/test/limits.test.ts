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
