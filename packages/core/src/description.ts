import type { ResolvedComposition } from "./composition.ts";
import { ChainlearnError } from "./errors.ts";
import type { Growth } from "./growth.ts";
import type { LaneBits, SampleEncoding, Shape } from "./manifest.ts";
import type { CodeWeights } from "./receipt.ts";

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

/** What every chain has room for beside a contract: wasmd takes no longer labels. */
const MOST_CHARACTERS = 128;
const WIDEST_CODE = { bits: 64 } as const;

/**
 * Checks that what is deployed of a composition can be described, so that it can be found and verified by its address.
 * @throws ChainlearnError invalid_composition
 */
export function requireDescribable(
  composition: Pick<ResolvedComposition, "shape" | "dataHandler" | "growth">,
): void {
  const text = describeContract(composition, WIDEST_CODE);
  const read = parseDescription(text);
  const { dataHandler, growth } = composition;
  const why =
    text.length > MOST_CHARACTERS
      ? `has ${text.length} characters; ${MOST_CHARACTERS} fit beside a contract`
      : read?.dataHandler !== dataHandler.manifest.id || read.growth?.role !== growth?.role
        ? "cannot be read back"
        : undefined;
  if (why !== undefined)
    throw new ChainlearnError(
      "invalid_composition",
      `the description "${text}" ${why}: choose another name for the role that adds classes or for the data handler.`,
    );
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
