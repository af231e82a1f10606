import { createRequire } from "node:module";
import { type Check, fail, ok } from "./check.ts";

const OLDEST_NODE = [20, 19] as const;

/** Compilers with the package that each is a dependency of. */
const COMPILERS = [
  ["solc", "@chainlearn/adapter-evm"],
  ["binaryen", "@chainlearn/adapter-cosmwasm"],
  ["assemblyscript", "@chainlearn/adapter-cosmwasm"],
] as const;

function node(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [least, leastMinor] = OLDEST_NODE;
  if (major > least || (major === least && minor >= leastMinor)) return ok("Node", version);
  return fail("Node", version, `Take ${OLDEST_NODE.join(".")} or newer.`, "config");
}

/** Version of a package as another one finds it. */
function versionOf(name: string, from: string): string | undefined {
  const here = createRequire(import.meta.url);
  try {
    const paths = createRequire(here.resolve(from)).resolve.paths(name) ?? [];
    for (const path of paths)
      try {
        return (here(`${path}/${name}/package.json`) as { readonly version: string }).version;
      } catch {
        // In one of the folders above, then.
      }
  } catch {
    return undefined;
  }
  return undefined;
}

/** What this machine has to have: Node, and the compilers that deployments and verifications need. */
export function machineChecks(): Check[] {
  const compilers = COMPILERS.map(([name, from]) => {
    const found = versionOf(name, from);
    if (found !== undefined) return ok(name, found);
    return fail(name, "not found", `Run "npm install": it is a dependency of ${from}.`, "config");
  });
  return [node(process.version), ...compilers];
}
