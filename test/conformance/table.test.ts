import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { mechanismTables } from "./mechanism-table.ts";
import { tables } from "./table.ts";

// `npm run conformance` writes them.
it("the committed tables are what the manifests give", async () => {
  await expect(tables.json).toMatchFileSnapshot("golden/conformance.json");
  await expect(tables.markdown).toMatchFileSnapshot("../../docs/conformance.md");
});

it("so are those of the mechanisms", async () => {
  await expect(mechanismTables.json).toMatchFileSnapshot("golden/mechanisms.json");
  await expect(mechanismTables.markdown).toMatchFileSnapshot("../../docs/mechanisms/conformance.md");
});

it("every host has its tests, the slow one all parts of them", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".test.ts"));
  // Those that are about nothing but one mechanism are not counted.
  const general = files.filter((name) => !/^(champion|market)-/.test(name)).sort();
  expect(general).toEqual(
    [
      ...["cosmwasm", "detects", "evm-1", "evm-2", "local"],
      ...[
        "mechanisms-code-weights",
        "mechanisms-cosmwasm",
        "mechanisms-detects",
        "mechanisms-evm",
        "mechanisms-local",
        "mechanisms-wasmd",
      ],
      ...["table", "wasmd"],
    ].map((name) => `${name}.test.ts`),
  );
});
