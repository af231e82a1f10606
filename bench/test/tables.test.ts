import { describe, expect, it } from "vitest";
import { allTables } from "../src/tables/tables.ts";

describe("generated tables", () => {
  it.each(allTables())("$file has the committed figures", ({ part, text }) => {
    expect(part.read(), "npm run bench:tables").toBe(text);
  });
});
