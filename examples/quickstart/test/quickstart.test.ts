import { expect, it, vi } from "vitest";

it("prints what its comments say", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("../src/quickstart.ts");
  expect(log.mock.calls).toEqual([[1], [true]]);
  log.mockRestore();
});
