import type { ResolvedComposition } from "./composition.ts";
import type { Growth } from "./growth.ts";
import type { LaneBits, SampleEncoding, Shape } from "./manifest.ts";
import type { CodeWeights } from "./trainer.ts";

/** What a contract's code is made for beside its kernels; with them, enough to build it again. */
export interface ContractDescription {
  readonly shape: Shape;
  /** Id of the data handler. */
  readonly dataHandler: string;
  readonly growth?: Growth;
  /** Absent: the initial state is in cells. */
  readonly codeWeights?: CodeWeights;
}

const BEGIN = "chainlearn/1";
const NUMBER = "(\\d{1,8})";
const FORMAT = new RegExp(
  `${BEGIN} (sparse|sparse-values|dense) ${NUMBER} ${NUMBER} (8|16|32|64) ${NUMBER} ${NUMBER} ([a-z][a-z0-9-]*)` +
    `(?: grows=${NUMBER}:([A-Za-z0-9_]+))?(?: code=(8|16|32|64))?(?![^ ])`,
  "g",
);

/**
 * What a deployment writes beside a contract, so that whoever has the address only can build it again (EVM: behind the
 * data of the creating transaction; CosmWasm: the label): `chainlearn/1`, encoding, features, classes, lane, value bits,
 * most entries, data handler. It proves nothing: the code that is built from it does.
 */
export function describeContract(
  { shape, dataHandler, growth }: Pick<ResolvedComposition, "shape" | "dataHandler" | "growth">,
  codeWeights?: CodeWeights,
): string {
  const { encoding, features, classes, lane, valueBits, maxEntries } = shape;
  return [
    ...[BEGIN, encoding, features, classes, lane, valueBits, maxEntries, dataHandler.manifest.id],
    ...(growth ? [`grows=${growth.startClasses}:${growth.role}`] : []),
    ...(codeWeights ? [`code=${codeWeights.bits}`] : []),
  ].join(" ");
}

/** The part of a composition that a description has. */
export const descriptionOf = ({
  shape,
  dataHandler,
  growth,
}: Pick<ResolvedComposition, "shape" | "dataHandler" | "growth">): ContractDescription => ({
  shape,
  dataHandler: dataHandler.manifest.id,
  ...(growth && { growth }),
});

/** The last description in a text; undefined: there is none. */
export function parseDescription(text: string): ContractDescription | undefined {
  const found = [...text.matchAll(FORMAT)].at(-1);
  if (!found) return undefined;
  const [, encoding, features, classes, lane, valueBits, maxEntries, dataHandler, start, role, bits] = found;
  return {
    shape: {
      encoding: encoding as SampleEncoding,
      features: Number(features),
      classes: Number(classes),
      lane: Number(lane) as LaneBits,
      valueBits: Number(valueBits),
      maxEntries: Number(maxEntries),
    },
    dataHandler: dataHandler!,
    ...(start !== undefined && role !== undefined && { growth: { startClasses: Number(start), role } }),
    ...(bits !== undefined && { codeWeights: { bits: Number(bits) as LaneBits } }),
  };
}
