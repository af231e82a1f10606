import { readFileSync } from "node:fs";

/** Version of this package, and of those that are released with it. */
export const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};
