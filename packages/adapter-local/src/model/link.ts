import { modelParams, type ResolvedModel } from "@chainlearn/core";
import { checkLinked, type ModelLinker, stampLinked } from "@chainlearn/kernel";

const compile: ModelLinker = async (resolved) => {
  const { linkModel } = await import("@chainlearn/kernel/compiler");
  const { model, shape, constants, growth } = resolved;
  return linkModel(model, shape, constants, modelParams(resolved), { grows: growth !== undefined });
};

/**
 * The module that runs a model in process, as bytes to keep in a file: with `linker: async () => bytes` a browser predicts
 * and replays without the compilers.
 * @throws ChainlearnError compile_failed
 */
export const linkedModel: ModelLinker = async (resolved) => stampLinked(await compile(resolved), resolved);

/**
 * What to instantiate a model from.
 * @throws ChainlearnError compile_failed; model_mismatch where the linker's module is another model's
 */
export async function link(resolved: ResolvedModel, linker?: ModelLinker): Promise<Uint8Array> {
  if (!linker) return compile(resolved);
  const linked = await linker(resolved);
  checkLinked(linked, resolved);
  return linked;
}
