import { toHex } from "./bytes.ts";
import { canonical } from "./canonical.ts";
import type { DeployOptions } from "./chain-adapter.ts";
import type { ResolvedComposition, ResolvedModel } from "./composition.ts";
import { ChainlearnError } from "./errors.ts";
import { startLabels } from "./growth.ts";
import type { ChainId } from "./ids.ts";
import { cellRange } from "./layout.ts";
import type { LaneBits } from "./manifest.ts";
import type { CodeWeights, DeploymentReceipt, PendingStep } from "./receipt.ts";
import { cellsToWords, type ModelState, stateHash, wordsToCells } from "./state.ts";
import type { SignedTransaction } from "./transaction.ts";

/** A model's initial state as it is uploaded. */
export interface InitialState {
  readonly words: readonly bigint[];
  readonly hot: readonly bigint[];
  /** Hex of {@link stateHash}. */
  readonly hash: string;
}

/**
 * Completes an initial state with zeros and packs it. Where there are two copies, both begin with it.
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
  const cells = complete("cells", given.cells ?? [], layout.cells);
  const words = cellsToWords(cells, shape.lane, layout.copies);
  const hotOfCopy = complete("hot cells", given.hot ?? [], layout.hot.length / layout.copies);
  const hot = Array.from({ length: layout.copies }, () => hotOfCopy).flat();
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

const CELL_BITS: readonly LaneBits[] = [8, 16, 32, 64];

/** The narrowest cells that hold an initial state. */
export function narrowestBits({ layout, shape }: ResolvedModel, { words }: InitialState): LaneBits {
  const cells = wordsToCells(words, shape.lane, words.length * layout.lanesPerWord);
  const fits = (bits: number): boolean => cells.every((cell) => BigInt.asIntN(bits, cell) === cell);
  return CELL_BITS.find((bits) => bits >= shape.lane || fits(bits))!;
}

/**
 * How a deployment keeps its initial state; undefined: in cells. A clone keeps it as its original does.
 * @throws ChainlearnError receipt_mismatch when a clone is to keep it in another way, or needs wider cells
 */
export function plannedWeights(
  resolved: ResolvedModel,
  state: InitialState,
  { weights, cloneOf }: Pick<DeployOptions, "weights" | "cloneOf">,
): CodeWeights | undefined {
  if (!cloneOf) return weights === "code" ? { bits: narrowestBits(resolved, state) } : undefined;
  const { codeWeights } = cloneOf;
  const found = codeWeights ? "code" : "cells";
  if (weights !== undefined && weights !== found)
    throw new ChainlearnError(
      "receipt_mismatch",
      `the original has its weights in ${found}, not in ${weights}.`,
    );
  const needed = codeWeights ? narrowestBits(resolved, state) : 0;
  if (codeWeights && needed > codeWeights.bits) {
    throw new ChainlearnError(
      "receipt_mismatch",
      `the clone's weights need ${needed} bits a cell; the original has ${codeWeights.bits}.`,
    );
  }
  return codeWeights;
}

/**
 * How a deployment's initial state gets into the contract.
 * @throws ChainlearnError unsupported where it cannot come with the creation
 */
export function plannedUpload({
  upload = "chunks",
  weights,
  cloneOf,
}: Pick<DeployOptions, "upload" | "weights" | "cloneOf">): "chunks" | "once" {
  const why = weights === "code" ? "weights in code" : cloneOf ? "a clone's initial state" : undefined;
  if (upload === "once" && why !== undefined)
    throw new ChainlearnError(
      "unsupported",
      `${why} cannot come with the creation; leave out upload: "once".`,
    );
  return upload;
}

/** What is written down before something is sent: a receipt, or another journal. */
interface Journal {
  readonly pending?: PendingStep;
}

/**
 * A receipt, or another journal, that names one more signed transaction of the step that is under way. Those with
 * another number are left out: another one is signed only when they can never happen.
 */
export function withPending<T extends Journal>(journal: T, step: string, signed: SignedTransaction): T {
  const before = journal.pending?.transactions.filter(({ number }) => number === signed.number) ?? [];
  return { ...journal, pending: { step, transactions: [...before, signed] } };
}

/** A receipt, or another journal, without its pending step: it is in a block, or can never be. */
export function withoutPending<T extends Journal>({ pending: _, ...journal }: T): Omit<T, "pending"> {
  return journal;
}

/** Parts of a receipt; undefined: the receipt has to be without the part. */
export type ReceiptParts = {
  readonly [Part in keyof DeploymentReceipt]?: DeploymentReceipt[Part] | undefined;
};

/**
 * Checks that a clone may have another deployment's code, as far as that can be told without building it. Parameters
 * and roles are the clone's own.
 * @throws ChainlearnError receipt_mismatch naming the first part that differs
 */
export function checkOriginal(
  original: DeploymentReceipt,
  composition: ResolvedComposition,
  chain: ChainId,
): void {
  const { version, plugins, kernelIds, shape, growth } = receiptParts(composition);
  checkReceipt(original, { version, chain, plugins, kernelIds, shape, growth });
  if (original.upload === "once")
    throw new ChainlearnError(
      "receipt_mismatch",
      'the original was deployed in one transaction: its code takes no initial state. Deploy originals with upload: "chunks".',
    );
  if (original.address === "")
    throw new ChainlearnError(
      "receipt_mismatch",
      "the original's receipt is of a deployment without a contract.",
    );
}

/**
 * @throws ChainlearnError naming the first part that differs: encoder_mismatch for the encoder, else receipt_mismatch.
 * A receipt whose encoder is not asked for is taken: whoever only reads or verifies needs none.
 */
export function checkReceipt(receipt: DeploymentReceipt, expected: ReceiptParts): void {
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
