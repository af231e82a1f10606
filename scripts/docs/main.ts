// npm run docs: writes docs/reference anew.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, pages } from "./pages.ts";
import { ROOT } from "./repository.ts";

const folder = join(ROOT, FOLDER);
const written = pages();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!written.has(name)) rmSync(join(folder, name));
for (const [name, text] of written) writeFileSync(join(folder, name), text);
process.stdout.write(`${written.size} pages in ${FOLDER}\n`);
