import { writeFile } from "node:fs/promises";
import { abiFiles } from "./abi-files.ts";

for (const [file, text] of abiFiles()) await writeFile(file, text);
