import { expect, it } from "vitest";
import { measureKernel } from "../src/replay/measure-kernel.ts";
import { replayInProcess, withStoredLog } from "../src/replay/run.ts";

const CONTRIBUTIONS = 20_000;
/** A contribution is some 45 bytes, with `unique` some 85; columns and tables grow by doubling. */
const BYTES = { stored: 70, unique: 110 };
/** What a process that has just begun comes to hold anyway: compiled code, prepared statements. */
const ONCE_BYTES = 1_600_000;
const MILLION = 1_000_000;
const LIMIT_BYTES = 300_000_000;
/** What a replay that remembers contributions needs at least. */
const REMEMBERED_BYTES = 300;
const WITH_GC = ["--expose-gc"];

it.each(["stored", "unique"] as const)(
  "a replay of a log in a store, %s, holds a few bytes a contribution, and ends with the kernel's state",
  async (handler) => {
    await withStoredLog(handler, CONTRIBUTIONS, async (file) => {
      const kernel = await measureKernel(file, handler);
      expect(kernel.samples).toBe(CONTRIBUTIONS);
      const replay = await replayInProcess(file, handler, "brought", WITH_GC);
      expect(replay).toMatchObject({ contributions: CONTRIBUTIONS, stateHash: kernel.stateHash });
      expect(replay.entries).toBeGreaterThan(1.05 * CONTRIBUTIONS);
      expect(replay.heldBytes).toBeLessThan(ONCE_BYTES + CONTRIBUTIONS * BYTES[handler]);
      expect(replay.peakBytes).toBeLessThan(LIMIT_BYTES);
      expect(replay.startBytes + ONCE_BYTES + MILLION * BYTES[handler]).toBeLessThan(LIMIT_BYTES);
      if (handler !== "stored") return;
      const kept = await replayInProcess(file, handler, "kept", WITH_GC);
      expect(kept.heldBytes! / CONTRIBUTIONS).toBeGreaterThan(REMEMBERED_BYTES);
      expect(kept.stateHash).toBe(kernel.stateHash);
    });
  },
);
