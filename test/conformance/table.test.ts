import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { tables } from "./table.ts";

// `npm run conformance` writes them.
it("the committed tables are what the manifests give", async () => {
  await expect(tables.json).toMatchFileSnapshot("golden/conformance.json");
  await expect(tables.markdown).toMatchFileSnapshot("../../docs/conformance.md");
});

it("every host has its tests, the slow one all parts of them", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".test.ts"));
  expect(files.sort()).toEqual(
    ["cosmwasm", "detects", "evm-1", "evm-2", "local", "table", "wasmd"].map((name) => `${name}.test.ts`),
  );
});
