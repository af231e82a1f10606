import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { abiJson, abiSource, mechanismAbi } from "@chainlearn/adapter-evm";
import { defaultDataHandler, type MechanismPlugin } from "@chainlearn/core";
import { champion, points, predictionMarket, stake } from "@chainlearn/mechanisms";

const MECHANISMS: Readonly<Record<string, MechanismPlugin>> = { champion, points, predictionMarket, stake };
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** The ABIs that the package brings, as files: paths and what has to be in them. */
export function abiFiles(): ReadonlyMap<string, string> {
  const files = Object.entries(MECHANISMS).flatMap(([name, { manifest }]) => {
    const abi = mechanismAbi(manifest, defaultDataHandler(manifest));
    return [
      [join(PACKAGE, "abi", `${manifest.id}.json`), abiJson(abi)],
      [join(PACKAGE, "src/abis", `${manifest.id}.ts`), abiSource(`${name}Abi`, abi)],
    ] as const;
  });
  return new Map(files);
}
