import { readModelState } from "@chainlearn/core";
import { expect, it, vi } from "vitest";

it("the README's training gives the chain's model back", async () => {
  const { model, trainer } = await import("./support/readme-train.ts");
  expect(model.state()).toEqual(await readModelState(trainer));
  expect(await trainer.predict({ indices: [3] })).toBe(1);
});

it("the README's code runs", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const { report } = await import("./support/readme.ts");
  expect(report.ok).toBe(true);
  expect(log.mock.calls).toEqual([["0 of 3 entries"], ["3 of 3 entries"]]);
});
