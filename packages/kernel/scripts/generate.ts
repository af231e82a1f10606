// generate.ts [package folder...]: compiles the kernels of plugin packages; default: those of this repository.
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelId } from "@chainlearn/core";
import { generateKernels } from "@chainlearn/kernel/compiler";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const OURS = [
  "packages/models-wasm",
  "packages/mechanisms",
  "packages/templates",
  "examples/write-a-model",
  "examples/write-a-mechanism",
];
const folders = process.argv.slice(2).map((folder) => resolve(folder));

for (const folder of folders.length > 0 ? folders : OURS.map((name) => root + name)) {
  for (const { id, kernel, file } of await generateKernels(`${folder}/src`)) {
    console.log(
      `${id}  ${kernel.length} bytes  ${kernelId(kernel).slice(0, 16)}  ${relative(process.cwd(), file)}`,
    );
  }
}
