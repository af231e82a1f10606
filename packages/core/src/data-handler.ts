import { canonical } from "./canonical.ts";
import { ChainlearnError } from "./errors.ts";
import type { DataHandlerManifest, DataHandlerPlugin, MechanismManifest } from "./manifest.ts";

const WHOLE_AMOUNTS = { amountBits: 64, existsBit: 128, claimedBit: 129 } as const;

/** One record slot per contribution, its parts in the log: the default data handler. */
export const stored: DataHandlerPlugin = {
  manifest: {
    kind: "data-handler",
    id: "stored",
    version: "1.0.0",
    description: "One storage slot per contribution; claims bring the contribution's parts from the log.",
    recordCells: { firstBit: 160, bits: 96 },
    ...WHOLE_AMOUNTS,
    countsClaims: true,
  },
};

/** As {@link stored}, and a sample is taken once with each label. */
export const unique: DataHandlerPlugin = {
  manifest: {
    kind: "data-handler",
    id: "unique",
    version: "1.0.0",
    description:
      "One storage slot per sample and label; a repeat is refused, and claims bring the contribution's parts from the log.",
    recordCells: { firstBit: 88, bits: 16 },
    amountBits: 44,
    existsBit: 105,
    claimedBit: 104,
    countsClaims: false,
  },
};

/** An addition writes one shared slot; the first claim opens the contribution's own. */
export const accumulator: DataHandlerPlugin = {
  manifest: {
    kind: "data-handler",
    id: "accumulator",
    version: "1.0.0",
    description:
      "One peak of a Merkle mountain range per addition; the first claim proves the record, which gets its slot then.",
    recordCells: { firstBit: 160, bits: 32 },
    ...WHOLE_AMOUNTS,
    countsClaims: true,
  },
};

/** All that there are; a composition root knows them without being told. */
export const dataHandlers: readonly DataHandlerPlugin[] = [stored, unique, accumulator];

/** Deposits are below 2 to this power. */
export const depositBits = ({ amountBits }: DataHandlerManifest): number => Math.min(63, amountBits);

/**
 * The data handler of compositions that name none.
 * @throws ChainlearnError invalid_composition when the mechanism names one that there is not
 */
export function defaultDataHandler({ id, dataHandler }: MechanismManifest): DataHandlerPlugin {
  if (dataHandler === undefined) return stored;
  const found = dataHandlers.find(({ manifest }) => manifest.id === dataHandler);
  if (found) return found;
  throw new ChainlearnError("invalid_composition", `${id} names the data handler "${dataHandler}".`);
}

/**
 * Refuses a composition whose data handler a chain does not have. Shells implement data handlers by their ids, so what
 * a manifest says besides has to be what is known by the id.
 * @param ids of those that it has
 * @throws ChainlearnError unsupported
 */
export function requireDataHandler({ manifest }: DataHandlerPlugin, ids: readonly string[]): void {
  const known = dataHandlers.find(({ manifest: { id } }) => id === manifest.id);
  if (!ids.includes(manifest.id) || !known)
    throw new ChainlearnError(
      "unsupported",
      `this chain has the data handlers ${ids.join(", ")}, not "${manifest.id}".`,
    );
  if (canonical(manifest) !== canonical(known.manifest))
    throw new ChainlearnError(
      "unsupported",
      `the data handler "${manifest.id}" is ${canonical(known.manifest)}, not ${canonical(manifest)}.`,
    );
}
