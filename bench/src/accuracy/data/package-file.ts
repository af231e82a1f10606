import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The parsed JSON file that an npm package ships, as "package/path/in/it.json". */
export const jsonOfPackage = (path: string): unknown =>
  JSON.parse(readFileSync(require.resolve(path), "utf8"));
