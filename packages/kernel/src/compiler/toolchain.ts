import { createRequire } from "node:module";
import { version as assemblyscript } from "assemblyscript/asc";

const { version: binaryen } = createRequire(import.meta.url)("binaryen/package.json") as { version: string };

/** Versions that decide a kernel's bytes. */
export const TOOLCHAIN: { readonly assemblyscript: string; readonly binaryen: string } = {
  assemblyscript,
  binaryen,
};
