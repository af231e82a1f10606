import type { MechanismManifest, ModelManifest } from "@chainlearn/core";
import { signatureOf } from "../../wasm/calls.ts";
import type { FunctionModule, Signature } from "../../wasm/module.ts";
import { signatureText } from "./imports.ts";

interface Expected extends Signature {
  readonly optional?: true;
}

const NOTHING: Signature = { params: [], result: undefined };
const I32: Signature = { params: [], result: "i32" };
const I64: Signature = { params: [], result: "i64" };

function expectedExports(manifest: ModelManifest | MechanismManifest): ReadonlyMap<string, Expected> {
  if (manifest.kind === "model") {
    return new Map<string, Expected>([
      ["predict", I32],
      ["update", { params: ["i32"], result: undefined }],
      ["margin", { params: ["i32"], result: "i64", optional: true }],
    ]);
  }
  return new Map<string, Expected>([
    ["quote", I64],
    ["add", I64],
    ["seal", { ...NOTHING, optional: true }],
    ...manifest.actions.map(({ name }) => [name, I32] as const),
  ]);
}

/** What is wrong with the exports: missing, of another type, or not declared. */
export function exportProblems(
  module: FunctionModule,
  manifest: ModelManifest | MechanismManifest,
): string[] {
  const expected = expectedExports(manifest);
  const problems: string[] = [];
  for (const [name, { optional, ...type }] of expected) {
    const index = module.exports.get(name);
    if (index === undefined) {
      if (!optional) problems.push(`does not export ${name} ${signatureText(type)}`);
      continue;
    }
    const actual = signatureOf(module, index);
    if (index < module.imports.length)
      problems.push(`exports the import ${module.imports[index]!.word} as ${name}`);
    else if (signatureText(actual) !== signatureText(type))
      problems.push(`exports ${name} as ${signatureText(actual)}; it is ${signatureText(type)}`);
  }
  for (const name of module.exports.keys()) {
    if (!expected.has(name)) problems.push(`exports ${name}, which the manifest does not declare`);
  }
  return problems;
}
