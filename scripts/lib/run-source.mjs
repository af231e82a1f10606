import { runChild, stopChildrenOnSignals } from "./children.mjs";
import { FROM_SOURCE, ROOT, setUp } from "./setup.mjs";

/**
 * Sets a fresh clone up and runs Node in our place: its streams, its exit code.
 * @param {readonly string[]} args paths are relative to the repository's root
 * @param {{kernels?: boolean}} [needs] see `setUp`
 */
export async function runNode(args, needs) {
  stopChildrenOnSignals();
  try {
    await setUp((line) => console.error(line), needs);
    const { code } = await runChild(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
    process.exitCode = code;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * {@link runNode} for a TypeScript file of the repository and its arguments.
 * @param {readonly string[]} args
 * @param {{kernels?: boolean}} [needs]
 */
export const runSource = (args, needs) => runNode([...FROM_SOURCE, ...args], needs);
