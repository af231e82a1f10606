import { writeFileSync } from "node:fs";
import { referenceVectors } from "./vectors.ts";

writeFileSync(
  new URL("../../src/testing/vectors/shell.json", import.meta.url),
  `${JSON.stringify(referenceVectors(), null, 2)}\n`,
);
