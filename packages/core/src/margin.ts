import { ChainlearnError } from "./errors.ts";
import type { MechanismPlugin, ModelPlugin } from "./manifest.ts";

const compiled = (kernel: Uint8Array): WebAssembly.Module | undefined => {
  try {
    return new WebAssembly.Module(kernel as Uint8Array<ArrayBuffer>);
  } catch {
    // What is no wasm is refused when the kernels are checked, with everything that is wrong about it.
    return undefined;
  }
};

/** Whether a model tells how strongly it prefers a label. */
export function hasMargin({ kernel }: ModelPlugin): boolean {
  const module = compiled(kernel);
  return module !== undefined && WebAssembly.Module.exports(module).some(({ name }) => name === "margin");
}

/** @throws ChainlearnError invalid_composition when the mechanism asks for margins that the model has not */
export function checkMargin(model: ModelPlugin, mechanism: MechanismPlugin): void {
  if (mechanism.manifest.copies === undefined) return;
  const module = compiled(mechanism.kernel);
  const asks =
    module !== undefined &&
    WebAssembly.Module.imports(module).some((word) => word.module === "copy" && word.name === "margin");
  if (!asks || hasMargin(model)) return;
  throw new ChainlearnError(
    "invalid_composition",
    `${mechanism.manifest.id} asks how strongly the model prefers a label, which ${model.manifest.id} does not tell: its kernel exports no margin.`,
  );
}
