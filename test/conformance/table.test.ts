import { expect, it } from "vitest";
import { tables } from "./table.ts";

// `npm run conformance` writes them.
it("the committed tables are what the manifests give", async () => {
  await expect(tables.json).toMatchFileSnapshot("golden/conformance.json");
  await expect(tables.markdown).toMatchFileSnapshot("../../docs/conformance.md");
});
