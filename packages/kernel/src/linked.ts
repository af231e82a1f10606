import {
  ChainlearnError,
  concatBytes,
  modelParams,
  type ResolvedModel,
  toHex,
  utf8Bytes,
} from "@chainlearn/core";
import { sha256 } from "@noble/hashes/sha2.js";
import { nameBytes, unsignedBytes } from "./wasm/binary.ts";

/**
 * Gets the module that runs a model in process. The default makes it with the compilers; where there are none, as in a
 * browser, it is fetched: `linkedModel` of `@chainlearn/adapter-local` has made it before.
 */
export type ModelLinker = (resolved: ResolvedModel) => Promise<Uint8Array>;

const SECTION = "chainlearn.linked";
const CUSTOM = 0;

/** Everything that is folded into a linked module. */
function fingerprint(resolved: ResolvedModel): Uint8Array {
  const { kernelIds, shape, constants, growth } = resolved;
  const sorted = (values: object): unknown[] =>
    Object.entries(values)
      .map(([name, value]) => [name, String(value)])
      .sort(([a], [b]) => (a! < b! ? -1 : 1));
  const parts = [sorted(shape), sorted(constants), sorted(modelParams(resolved)), growth !== undefined];
  return sha256(utf8Bytes(JSON.stringify([kernelIds.model, ...parts])));
}

/** A linked module with a section that says which model it was made for. */
export function stampLinked(linked: Uint8Array, resolved: ResolvedModel): Uint8Array {
  const content = [...nameBytes(SECTION), ...fingerprint(resolved)];
  return concatBytes(linked, Uint8Array.of(CUSTOM, ...unsignedBytes(content.length), ...content));
}

/**
 * Checks that a module that came from somewhere was made for a model: another one's would give wrong numbers.
 * @throws ChainlearnError model_mismatch
 */
export function checkLinked(linked: Uint8Array, resolved: ResolvedModel): void {
  const { id } = resolved.model.manifest;
  const mismatch = (why: string): ChainlearnError =>
    new ChainlearnError("model_mismatch", `the linked module is not ${id}'s: ${why}.`);
  if (!WebAssembly.validate(linked as Uint8Array<ArrayBuffer>)) throw mismatch("it is no wasm");
  const module = new WebAssembly.Module(linked as Uint8Array<ArrayBuffer>);
  const [stamp] = WebAssembly.Module.customSections(module, SECTION);
  if (stamp === undefined) throw mismatch("it has no stamp; `linkedModel` makes one");
  if (toHex(new Uint8Array(stamp)) !== toHex(fingerprint(resolved)))
    throw mismatch("it was made for another kernel, shape or parameters");
}
