import { rm } from "node:fs/promises";
import { expect, it } from "vitest";
import guide from "./fixture/chainlearn.config.ts";
import { environment, printed } from "./fixture/environment.ts";
import { inFolder, json, run } from "./support/cli.ts";

it("runs in a program as the guide says", async () => {
  await import("./fixture/in-a-program.ts");
  const { exitCode } = process;
  process.exitCode = undefined;
  await rm(environment.folder, { recursive: true });
  expect(exitCode).toBe(0);
  expect(printed.join("")).toContain("local1");
});

it("takes the guide's configuration", async () => {
  await inFolder(async (folder) => {
    const listed = await json<{ chains: { chainId: string }[] }>({ folder, config: guide }, "chains");
    expect(listed.value.chains.map(({ chainId }) => chainId)).toEqual([
      "eip155:11155111",
      "cosmos:osmo-test-5",
    ]);
    // Resolved without a chain: the composition fits its plugins.
    const { err } = await run({ folder, config: guide }, "import", "none.json", "--out", "x");
    expect(err).toContain("invalid_file");
  });
});
