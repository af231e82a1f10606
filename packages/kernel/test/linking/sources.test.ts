import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../../src", import.meta.url));
const LINKER = join(SOURCES, "compiler/link.ts");
const CONSTANT = join(SOURCES, "compiler/linker-sources.ts");
const IMPORTS = /(?:from |import\()"(\.[^"]+)"/g;

/** A file and all of this package that it imports, now or later. */
function closure(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file) || file === CONSTANT) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(IMPORTS))
    closure(join(dirname(file), path!), found);
  return found;
}

const files = [...closure(LINKER)].sort();

test("are found", () => {
  const names = files.map((file) => relative(SOURCES, file));
  expect(names).toEqual(
    expect.arrayContaining([
      ...["link", "margin", "merge", "optimize", "shape", "rewrite/rewrite", "rewrite/choices"].map(
        (name) => `compiler/${name}.ts`,
      ),
      ...["wasm/imports.ts", "wasm/meter.ts", "wasm/module.ts", "prices.ts", "memory.ts"],
    ]),
  );
});

// What has been linked once stays in people's cache folders: other sources have to look there under another name.
test("are those that the cache's key names; `vitest -u` writes it anew", async () => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(SOURCES, file)}\0${readFileSync(file, "utf8")}\0`);
  const [comment] = readFileSync(CONSTANT, "utf8").split("\n");
  await expect(`${comment}\nexport const LINKER_SOURCES = "${hash.digest("hex")}";\n`).toMatchFileSnapshot(
    CONSTANT,
  );
});
