import type { MechanismManifest, ModelManifest, Shape } from "@chainlearn/core";
import type { FunctionModule, ImportedFunction, Signature } from "../../wasm/module.ts";
import { CONFIG_MODULE, WORDS, type Word } from "../../words.ts";

export const signatureText = ({ params, result }: Pick<Word | Signature, "params" | "result">): string =>
  `(${params.join(", ")}) -> ${result ?? "()"}`;

/** A shape of the model's kind, to ask the manifest for the names of its constants. */
function someShape(manifest: ModelManifest): Shape {
  return {
    features: 1,
    classes: Math.max(2, manifest.minClasses),
    lane: manifest.lanes[0] ?? 32,
    encoding: manifest.encodings[0] ?? "sparse",
    valueBits: 0,
    maxEntries: 1,
  };
}

function configNames(manifest: ModelManifest | MechanismManifest): Set<string> {
  const params = manifest.params.map(({ name }) => name);
  return new Set(
    manifest.kind === "model" ? [...params, ...Object.keys(manifest.constants(someShape(manifest)))] : params,
  );
}

function importProblem(
  imported: ImportedFunction,
  manifest: ModelManifest | MechanismManifest,
  config: ReadonlySet<string>,
): string | undefined {
  const { word } = imported;
  let known: Word | undefined;
  if (word.startsWith(`${CONFIG_MODULE}.`)) {
    const name = word.slice(CONFIG_MODULE.length + 1);
    if (!config.has(name))
      return `imports ${word}, but the manifest has no parameter or constant "${name}" (it has ${[...config].join(", ") || "none"})`;
    known = { params: [], result: "i64", user: "both" };
  } else {
    known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  }
  if (!known) return `imports ${word}, which is not a word of the vocabulary`;
  const copies = manifest.kind === "mechanism" && manifest.copies === 2;
  if (word.startsWith(copies ? "model." : "copy.") && manifest.kind === "mechanism")
    return copies
      ? `imports ${word}; with two copies it is copy.${word.slice("model.".length)}`
      : `imports ${word}, which needs \`copies: 2\` in the manifest`;
  if (known.user !== "both" && known.user !== manifest.kind)
    return `imports ${word}, which is for ${known.user}s and not for ${manifest.kind}s`;
  if (signatureText(imported) !== signatureText(known))
    return `imports ${word} as ${signatureText(imported)}; it is ${signatureText(known)}`;
  return undefined;
}

/** What is wrong with the imports. */
export function importProblems(
  module: FunctionModule,
  manifest: ModelManifest | MechanismManifest,
): string[] {
  const config = configNames(manifest);
  return module.imports.flatMap((imported) => importProblem(imported, manifest, config) ?? []);
}
