import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { untilAborted } from "../src/index.ts";

const never = (): Promise<never> => new Promise(() => {});

describe("what can be cancelled", () => {
  it("gives the answer, or what asking fails with", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(undefined, async () => 1)).toBe(1);
    expect(await untilAborted({}, async () => 2)).toBe(2);
    expect(await untilAborted({ signal }, async () => 3)).toBe(3);
    await expect(untilAborted({ signal }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    const throwing = (): Promise<never> => {
      throw new Error("at once");
    };
    await expect(untilAborted({ signal }, throwing)).rejects.toThrow("at once");
  });

  it("ends as soon as the signal fires, with its reason, though there is no answer", async () => {
    const abort = new AbortController();
    const waiting = untilAborted(abort, never);
    abort.abort("enough");
    await expect(waiting).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  });

  it("is not begun when the signal has fired", async () => {
    let asked = 0;
    const ask = async (): Promise<number> => ++asked;
    await expect(untilAborted({ signal: AbortSignal.abort() }, ask)).rejects.toMatchObject({
      code: "aborted",
    });
    expect(asked).toBe(0);
  });

  it("leaves no listener behind", async () => {
    const { signal } = new AbortController();
    await untilAborted({ signal }, async () => {});
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
