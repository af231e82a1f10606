import { toHex } from "./bytes.ts";
import type { ResolvedComposition, ResolvedModel } from "./composition.ts";
import { ChainlearnError } from "./errors.ts";
import { startLabels } from "./growth.ts";
import { cellRange } from "./layout.ts";
import { cellsToWords, type ModelState, stateHash } from "./state.ts";
import type { DeploymentReceipt } from "./trainer.ts";

/** A model's initial state as it is uploaded. */
export interface InitialState {
  readonly words: readonly bigint[];
  readonly hot: readonly bigint[];
  /** Hex of {@link stateHash}. */
  readonly hash: string;
}

/**
 * Completes an initial state with zeros and packs it.
 * @throws ChainlearnError initial_state_malformed when there are too many values, one does not fit its cell, or labels
 * are in use that the composition does not start with: what was learned about them would be out of reach
 */
export function initialStateOf(resolved: ResolvedModel, given: Partial<ModelState> = {}): InitialState {
  const { layout, shape } = resolved;
  const complete = (what: string, values: readonly bigint[], count: number): bigint[] => {
    if (values.length > count) {
      throw new ChainlearnError(
        "initial_state_malformed",
        `${values.length} ${what} were given; the model has ${count}.`,
      );
    }
    return Array.from({ length: count }, (_, i) => values[i] ?? 0n);
  };
  const words = cellsToWords(complete("cells", given.cells ?? [], layout.cells), shape.lane);
  const hot = complete("hot cells", given.hot ?? [], layout.hot.length);
  layout.hot.forEach((cell, k) => {
    const { min, max } = cellRange(cell);
    const value = hot[k]!;
    if (value < min || value > max) {
      throw new ChainlearnError(
        "initial_state_malformed",
        `hot cell ${cell.name} is ${value}; ${min} to ${max} are possible.`,
      );
    }
  });
  const labels = startLabels(resolved);
  if (given.labels !== undefined && given.labels > labels) {
    throw new ChainlearnError(
      "initial_state_malformed",
      `the state has ${given.labels} labels in use; this composition starts with ${labels} (growth.startClasses).`,
    );
  }
  return { words, hot, hash: toHex(stateHash(words, hot)) };
}

/** What every chain's receipt says about a composition. */
export const receiptParts = ({
  model,
  mechanism,
  dataHandler,
  encoder,
  kernelIds,
  shape,
  params,
  growth,
}: ResolvedComposition): Pick<
  DeploymentReceipt,
  "version" | "kernelIds" | "plugins" | "encoder" | "shape" | "params" | "growth"
> => ({
  version: 1,
  kernelIds,
  plugins: {
    model: model.manifest.id,
    mechanism: mechanism.manifest.id,
    dataHandler: dataHandler.manifest.id,
  },
  ...(encoder && { encoder: { id: encoder.id, version: encoder.version, hash: encoder.hash } }),
  shape,
  params: Object.fromEntries(params.map(({ spec, value }) => [spec.name, value.toString()])),
  // Also where there is none, so that a receipt of a composition that grows is not taken for one of this.
  growth,
});

/**
 * @throws ChainlearnError naming the first part that differs: encoder_mismatch for the encoder, else receipt_mismatch.
 * A receipt whose encoder is not asked for is taken: whoever only reads or verifies needs none.
 */
export function checkReceipt(receipt: DeploymentReceipt, expected: Partial<DeploymentReceipt>): void {
  for (const [part, wanted] of Object.entries(expected)) {
    const found = canonical(receipt[part as keyof DeploymentReceipt]);
    if (found !== canonical(wanted)) {
      throw new ChainlearnError(
        part === "encoder" ? "encoder_mismatch" : "receipt_mismatch",
        `the receipt's ${part} is ${found}, not ${canonical(wanted)}.`,
      );
    }
  }
}

/** JSON with sorted keys: a receipt that went through a file may list them in another order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "missing";
