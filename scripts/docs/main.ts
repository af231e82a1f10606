// npm run docs: writes docs/reference and docs/images/concepts anew.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDERS } from "./pages.ts";
import { ROOT } from "./repository.ts";

for (const [path, pages] of FOLDERS) {
  const folder = join(ROOT, path);
  const written = pages();
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!written.has(name)) rmSync(join(folder, name));
  for (const [name, text] of written) writeFileSync(join(folder, name), text);
  process.stdout.write(`${written.size} files in ${path}\n`);
}
