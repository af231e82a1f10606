import type { ResolvedComposition } from "@chainlearn/core";

/**
 * The memory that a shell entry and the translated kernels share: one block of words, whose address every generated
 * Yul function takes as its first argument `ctx`. The shell fills in what the export uses, calls it, and afterwards
 * writes back what it changed. Offsets are in bytes.
 *
 * Generated Yul functions (all of one entry stand in one assembly block):
 *   function model_predict(ctx) -> result      function model_update(ctx, label)
 *   function mechanism_<export>(ctx) -> result (no result for seal)
 * They read and write model state words (slot 2^64 + w) and account words and marks directly in storage; meter and record only
 * in this memory. A trap reverts with `Rejected(uint16)` of code 1, `call.reject` with its code.
 */
export interface ContextLayout {
  /** Calldata offset of the sample's first byte. */
  readonly sampleOffset: number;
  /** Bytes of the sample. */
  readonly sampleLength: number;
  readonly time: number;
  /** Units. */
  readonly paid: number;
  readonly recordWord: number;
  readonly recordTime: number;
  readonly recordLabel: number;
  readonly recordId: number;
  /** Address of the open record's submitter. */
  readonly submitter: number;
  /** 0 = no payment yet, 1 = to the caller, 2 = to the submitter's credit (the kernel's account constant + 1). */
  readonly payTo: number;
  readonly payAmount: number;
  /** Commitment behind the item of the call; there is none in compositions without items. */
  readonly itemNext: number;
  /** The 32 bytes that came with the call; likewise. */
  readonly digest: number;
  /** What the call's opening of a list commits to; in compositions without such calls there is no room for these. */
  readonly partsDigest: number;
  /** Number of its parts. */
  readonly partsCount: number;
  /** Bit k: part k is open. */
  readonly partsOpen: number;
  /** Items of the open parts. */
  readonly partsItems: number;
  /** Address of a word for each of them: label, place in calldata (32 bits), length (32 bits). */
  readonly partsTable: number;
  /** What the sums below belong to: base and sample of a row, in one word; 0: nothing. Only where {@link sumsBothCopies}. */
  readonly rowKey: number;
  /** The row's sum by the served copy, then the one by the working copy. */
  readonly rowSums: number;
  /** Meter words, one after the other. */
  readonly meter: number;
  /** Parameters, one word each, in the order of composition.params; sign-extended. */
  readonly params: number;
  /** Role addresses, one word each. */
  readonly roles: number;
  /** Arguments of the action, one word each, sign-extended. */
  readonly args: number;
  /** Scratch cells of the model, one word each. */
  readonly scratch: number;
  /** Bytes of the whole block. */
  readonly size: number;
}

/** What an export touches, known statically; decides what the shell loads and stores. */
export interface ExportUse {
  readonly sample: boolean;
  readonly record: boolean;
  readonly recordWritten: boolean;
  readonly time: boolean;
  readonly paid: boolean;
  readonly pays: boolean;
  /** Words of the meter that it finds in the shared memory, by number. */
  readonly meterRead: readonly number[];
  /** Words of the meter that it changes there. */
  readonly meterWritten: readonly number[];
  /** Positions in composition.params. */
  readonly params: readonly number[];
  readonly roles: readonly number[];
  readonly args: readonly number[];
}

/** One walk along a row sums up what both copies have there: their cells are in the same words. */
export const sumsBothCopies = ({ shape, layout }: ResolvedComposition): boolean =>
  layout.copies === 2 && shape.encoding !== "dense";

/** The offsets for a composition; `args` has room for the longest argument list of its actions. */
export function contextLayout(composition: ResolvedComposition): ContextLayout {
  const { model, mechanism, shape, layout, params } = composition;
  const { actions } = mechanism.manifest;
  const parts = actions.some((action) => action.parts) ? 1 : 0;
  const sums = sumsBothCopies(composition) ? 1 : 0;
  const counts = {
    sampleOffset: 1,
    sampleLength: 1,
    time: 1,
    paid: 1,
    recordWord: 1,
    recordTime: 1,
    recordLabel: 1,
    recordId: 1,
    submitter: 1,
    payTo: 1,
    payAmount: 1,
    itemNext: actions.some((action) => action.record === "item") ? 1 : 0,
    digest: actions.some((action) => action.digest) ? 1 : 0,
    partsDigest: parts,
    partsCount: parts,
    partsOpen: parts,
    partsItems: parts,
    partsTable: parts,
    rowKey: sums,
    rowSums: 2 * sums,
    meter: layout.meterWords,
    params: params.length,
    roles: composition.roles.length,
    args: Math.max(0, ...actions.map((action) => action.args.length)),
    scratch: model.manifest.scratch(shape),
  };
  let size = 0;
  const offsets = Object.fromEntries(
    Object.entries(counts).map(([name, words]) => {
      const at = size;
      size += 32 * words;
      return [name, at];
    }),
  ) as Record<keyof typeof counts, number>;
  return { ...offsets, size };
}
