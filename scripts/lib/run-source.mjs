import { runChild, stopChildrenOnSignals, wasInterrupted } from "./children.mjs";
import { FROM_SOURCE, ROOT, setUp } from "./setup.mjs";

/**
 * Sets a fresh clone up and runs a TypeScript file of the repository in our place: its streams, its exit code.
 * @param {readonly string[]} args
 * @param {{kernels?: boolean}} [needs] see `setUp`
 */
export async function runSource(args, needs) {
  stopChildrenOnSignals();
  try {
    await setUp((line) => console.error(line), needs);
    const { code } = await runChild(process.execPath, [...FROM_SOURCE, ...args], {
      cwd: ROOT,
      stdio: "inherit",
    });
    if (!wasInterrupted()) process.exitCode = code;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
