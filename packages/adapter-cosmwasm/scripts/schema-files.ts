import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mechanismSchema } from "@chainlearn/adapter-cosmwasm";
import { champion, points, predictionMarket, stake } from "@chainlearn/mechanisms";

const FOLDER = fileURLToPath(new URL("../schema", import.meta.url));

/** The JSON Schemas that the package brings: paths and what has to be in them. */
export const schemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    [champion, points, predictionMarket, stake].map(({ manifest }) => [
      join(FOLDER, `${manifest.id}.json`),
      `${JSON.stringify(mechanismSchema(manifest), undefined, 1)}\n`,
    ]),
  );
