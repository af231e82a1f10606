import { ChainlearnError, modelParams, type ResolvedModel } from "@chainlearn/core";
import { checkLinked, type ModelLinker, stampLinked } from "@chainlearn/kernel";

/** @param metered the kernel counts the turns of its loops */
async function compile(resolved: ResolvedModel, metered = false): Promise<Uint8Array> {
  const { linkModel } = await import("@chainlearn/kernel/compiler");
  const { model, shape, constants, growth } = resolved;
  return linkModel(model, shape, constants, modelParams(resolved), { grows: growth !== undefined, metered });
}

/**
 * The module that runs a model in process, as bytes to keep in a file: with `linker: async () => bytes` a browser predicts
 * and replays without the compilers.
 * @throws ChainlearnError compile_failed
 */
export const linkedModel: ModelLinker = async (resolved) => stampLinked(await compile(resolved), resolved);

/**
 * What to instantiate a model from.
 * @param options.metered the kernel counts the turns of its loops
 * @throws ChainlearnError compile_failed; model_mismatch where the linker's module is another model's; unsupported where it
 * cannot be metered
 */
export async function link(
  resolved: ResolvedModel,
  linker?: ModelLinker,
  { metered = false }: { readonly metered?: boolean } = {},
): Promise<Uint8Array> {
  if (!linker) return compile(resolved, metered);
  if (metered)
    throw new ChainlearnError("unsupported", "modules of a linker do not count the turns of their loops.");
  const linked = await linker(resolved);
  checkLinked(linked, resolved);
  return linked;
}
