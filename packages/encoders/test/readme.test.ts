import { expect, it, vi } from "vitest";

it("the README's code pins the encoder and refuses another one", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await expect(import("./support/readme.ts")).rejects.toMatchObject({ code: "encoder_mismatch" });
  expect(log.mock.calls).toEqual([[true]]);
  log.mockRestore();
});
