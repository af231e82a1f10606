import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Exports } from "../../scripts/docs/exports.ts";
import { raisers } from "../../scripts/docs/raisers.ts";

let folder: string;
const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chainlearn-docs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the reference's reader", () => {
  it("follows exports to their declarations, and takes bodies and docstrings apart", async () => {
    await write(
      "index.ts",
      `import { hidden } from "./other.ts";
       export * from "./all.ts";
       export { hidden as shown };
       export type { Outside } from "elsewhere";`,
    );
    await write("other.ts", "/** Known by another name. */\nexport const hidden: number = 1 + 1;");
    await write(
      "all.ts",
      `/** Adds. @param b second */
       export function add(a: number, b: number): number { return a + b; }
       export const inferred = [1, 2].map(String);
       const kept = 1;
       export class Box { #secret = kept; /** What is in it. */ readonly value: string = "x"; open(): number { return this.#secret; } }`,
    );
    const found = new Exports().of(join(folder, "index.ts"));
    expect(found.map(({ name }) => name)).toEqual(["add", "inferred", "Box", "shown", "Outside"]);
    const [add, inferred, box, shown, outside] = found;
    expect(add!.declarations).toEqual([
      {
        name: "add",
        doc: "Adds. @param b second",
        code: "function add(a: number, b: number): number;",
      },
    ]);
    expect(inferred!.declarations[0]).toMatchObject({ doc: "", code: "const inferred;" });
    expect(box!.declarations[0]!.code).toMatch(/\/\*\* What is in it\. \*\/\s+readonly value: string;/);
    expect(box!.declarations[0]!.code).not.toContain("kept");
    expect(shown).toMatchObject({ source: join(folder, "other.ts") });
    expect(shown!.declarations[0]!.doc).toBe("Known by another name.");
    expect(outside).toEqual({ name: "Outside", declarations: [], source: "elsewhere" });
  });

  it("says what is missing", async () => {
    await write("broken.ts", 'export { gone } from "./other.ts";');
    expect(() => new Exports().of(join(folder, "broken.ts"))).toThrow(/no such export/);
    await write("lost.ts", 'export * from "./nowhere.ts";');
    expect(() => new Exports().of(join(folder, "lost.ts"))).toThrow(/not there/);
  });

  it("finds who raises an error: contracts, mechanisms, packages", () => {
    const found = raisers();
    expect(found.get("not_sealed")).toEqual(["contracts"]);
    expect(found.get("own_contribution")).toEqual(["`stake`"]);
    expect(found.get("invalid_keystore")).toEqual(["@chainlearn/cli"]);
    expect(found.get("not_permitted")).toEqual(expect.arrayContaining(["contracts", "`champion`"]));
  });
});
