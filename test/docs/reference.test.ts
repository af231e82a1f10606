import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FOLDER, pages } from "../../scripts/docs/pages.ts";
import { ROOT } from "../../scripts/docs/repository.ts";

const written = pages();

it("has a page for everything and no page for what is gone", () => {
  expect(readdirSync(join(ROOT, FOLDER)).sort()).toEqual([...written.keys()].sort());
});

it.each([...written])("%s is what `npm run docs` would write now", (name, text) => {
  const isCurrent = readFileSync(join(ROOT, FOLDER, name), "utf8") === text;
  expect(isCurrent, `${FOLDER}/${name} is out of date: run npm run docs`).toBe(true);
});
