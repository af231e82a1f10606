import { resolve } from "node:path";
import { ChainlearnError, importModel, type ModelState, type ResolvedComposition } from "@chainlearn/core";
import { readJson } from "./read-json.ts";

/**
 * The state that a composition starts with, from a model file.
 * @param file relative to `folder`
 * @throws ChainlearnError invalid_file, model_mismatch, initial_state_malformed
 */
export async function readInitialModel(
  composition: ResolvedComposition,
  folder: string,
  file: string,
): Promise<ModelState> {
  const path = resolve(folder, file);
  const value = await readJson(path);
  if (value === undefined) throw new ChainlearnError("invalid_file", `there is no model file ${path}.`);
  return importModel(composition, value);
}
