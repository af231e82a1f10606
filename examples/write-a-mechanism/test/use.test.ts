import { expect, it, vi } from "vitest";

it("the guide's mechanism runs in process, on anvil and on the embedded CosmWasm host", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("../src/use.ts");
  expect(log.mock.calls).toEqual([
    ["local:dev", 530n],
    ["eip155:31337", 530n],
    ["cosmos:chainlearn-embedded", 530n],
  ]);
});
