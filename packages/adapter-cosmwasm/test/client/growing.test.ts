import { expect, it, vi } from "vitest";
import { Growing } from "../../src/cosmjs/growing.ts";

const pauses = vi.hoisted((): number[] => []);
vi.mock("../../src/client/abort.ts", () => ({
  sleep: async (milliseconds: number) => void pauses.push(milliseconds),
}));

/** A node that gives these answers one after the other, and the last one for ever. */
function nodeSaying(...heights: readonly number[]): { ask: () => Promise<number>; asked: () => number } {
  let asked = 0;
  return {
    ask: async () => heights[Math.min(asked++, heights.length - 1)]!,
    asked: () => asked,
  };
}
const itself = (height: number): number => height;

it("takes what is not behind, at once", async () => {
  pauses.length = 0;
  const height = new Growing("height");
  const { ask, asked } = nodeSaying(7, 7, 9);
  expect([await height.from(ask, itself), await height.from(ask, itself)]).toEqual([7, 7]);
  expect(await height.from(ask, itself)).toBe(9);
  expect([asked(), pauses]).toEqual([3, []]);
});

it("asks a node that lags again, with growing pauses", async () => {
  pauses.length = 0;
  const height = new Growing("height");
  height.note(10);
  height.note(4);
  const { ask, asked } = nodeSaying(8, 9, 9, 11);
  expect(await height.from(ask, itself)).toBe(11);
  expect([asked(), pauses]).toEqual([4, [25, 50, 100]]);
});

it("says that nodes disagree when that goes on, and still believes the higher number", async () => {
  pauses.length = 0;
  const height = new Growing("height");
  height.note(10);
  const behind = nodeSaying(9);
  await expect(height.from(behind.ask, itself)).rejects.toMatchObject({
    code: "nodes_disagree",
    message: expect.stringContaining("the height is 9; it was 10 before"),
  });
  expect([behind.asked(), pauses]).toEqual([9, [25, 50, 100, 200, 400, 800, 1_600, 3_200]]);
  await expect(height.from(nodeSaying(9).ask, itself)).rejects.toMatchObject({ code: "nodes_disagree" });
  expect(await height.from(nodeSaying(10).ask, itself)).toBe(10);
});

it("does not ask again what fails", async () => {
  pauses.length = 0;
  const height = new Growing("height");
  const failure = new Error("no answer");
  await expect(height.from(() => Promise.reject(failure), itself)).rejects.toBe(failure);
  expect(pauses).toEqual([]);
});
