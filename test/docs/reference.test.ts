import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FOLDERS } from "../../scripts/docs/pages.ts";
import { ROOT } from "./pages.ts";

describe.each(FOLDERS)("%s", (folder, files) => {
  const written = files();

  it("has a file for everything and none for what is gone", () => {
    expect(readdirSync(join(ROOT, folder)).sort()).toEqual([...written.keys()].sort());
  });

  it.each([...written])("%s is what `npm run docs` would write now", (name, text) => {
    const isCurrent = readFileSync(join(ROOT, folder, name), "utf8") === text;
    expect(isCurrent, `${folder}/${name} is out of date: run npm run docs`).toBe(true);
  });
});
