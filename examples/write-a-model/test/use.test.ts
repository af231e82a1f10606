import { expect, it, vi } from "vitest";

it("the guide's model is used from another package", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("../src/use.ts");
  expect(log.mock.calls).toEqual([[256n, 1n]]);
});
