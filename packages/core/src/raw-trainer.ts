import type { CommittedItem } from "./item.ts";
import type { Contribution } from "./record.ts";
import type { TransactionResult } from "./transaction.ts";

/**
 * Entry points without the client's own checks, for conformance tests: what is passed goes to the chain as it is, so
 * that bad input is refused by the contract and not by the client. Every trainer implements it.
 */
export interface RawTrainer {
  rawAddData(input: {
    readonly from: string;
    readonly label: number;
    readonly sample: Uint8Array;
    readonly payBaseUnits: bigint;
  }): Promise<TransactionResult>;
  rawAddBatch(input: {
    readonly from: string;
    readonly items: readonly RawDataItem[];
    readonly payBaseUnits: bigint;
  }): Promise<TransactionResult>;
  rawActBatch(input: {
    readonly from: string;
    readonly actions: readonly RawBatchedAction[];
  }): Promise<TransactionResult>;
  rawAct(
    action: string,
    input: {
      readonly from: string;
      readonly contribution?: Contribution;
      /** For actions that take the hash: instead of the hash of the contribution's sample. */
      readonly sampleHash?: Uint8Array;
      readonly item?: CommittedItem;
      readonly digest?: Uint8Array;
      readonly parts?: Uint8Array;
      readonly args?: readonly bigint[];
      readonly payBaseUnits?: bigint;
    },
  ): Promise<TransactionResult>;
  /** Only where the composition grows. */
  rawAddClass(input: {
    readonly from: string;
    /** 32 bytes. */
    readonly name: Uint8Array;
    readonly payBaseUnits?: bigint;
  }): Promise<TransactionResult>;
  rawInitialize(input: {
    readonly from: string;
    readonly firstWord: number;
    readonly words: readonly bigint[];
  }): Promise<TransactionResult>;
  rawSeal(input: { readonly from: string; readonly hot: readonly bigint[] }): Promise<TransactionResult>;
}

/** A label and canonical bytes, unchecked. */
export type RawDataItem = Pick<Parameters<RawTrainer["rawAddData"]>[0], "label" | "sample">;

/** One action of a batch, unchecked. */
export type RawBatchedAction = Omit<Parameters<RawTrainer["rawAct"]>[1], "from" | "payBaseUnits"> & {
  readonly action: string;
};
