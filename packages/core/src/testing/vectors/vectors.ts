import type { ErrorCode } from "../../errors.ts";
import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";
import document from "./shell.json" with { type: "json" };

/** Canonical bytes and what a shell makes of them: a sample, or an error code. */
export interface SampleVector {
  readonly title: string;
  readonly shape: Shape;
  /** Hex. */
  readonly bytes: string;
  /** Absent when the bytes are refused. */
  readonly sample?: Sample;
  /** Absent when the bytes are good. */
  readonly code?: ErrorCode;
}

export interface RecordKeyVector {
  readonly id: number;
  readonly time: number;
  readonly label: number;
  /** Hex. */
  readonly sample: string;
  readonly sampleHash: string;
  /** Hex of the address bytes. */
  readonly submitter: string;
  readonly key: string;
}

export interface UniqueKeyVector {
  readonly label: number;
  readonly sampleHash: string;
  readonly key: string;
}

export interface BindingVector {
  readonly id: number;
  readonly time: number;
  readonly key: string;
  /** Hex of the address bytes. */
  readonly submitter: string;
  /** 150 bits, 38 hex digits. */
  readonly binding: string;
}

export interface LeafVector {
  readonly key: string;
  /** 256-bit word, hex. */
  readonly word: string;
  readonly leaf: string;
}

export interface AccountKeyVector {
  readonly address: string;
  readonly key: string;
}

export interface MarksKeyVector extends AccountKeyVector {
  readonly bucket: number;
}

export interface StateHashVector {
  /** 256-bit words, hex. */
  readonly words: readonly string[];
  /** Decimal. */
  readonly hot: readonly string[];
  readonly hash: string;
}

export interface StateWordsVector {
  readonly lane: 8 | 16 | 32 | 64;
  /** Decimal. */
  readonly cells: readonly string[];
  /** 256-bit words, hex. */
  readonly words: readonly string[];
}

export interface PackedCellsVector {
  readonly title: string;
  readonly firstBit: number;
  readonly cells: readonly { readonly bits: number; readonly signed: boolean }[];
  readonly places: readonly { readonly word: number; readonly bit: number }[];
  /** Decimal, one per cell. */
  readonly values: readonly string[];
  /** 256-bit words that hold the values and zeros elsewhere, hex. */
  readonly words: readonly string[];
}

export interface RecordVector {
  /** Hex of the record's word. */
  readonly word: string;
  /** undefined: no record. Amounts in decimal. */
  readonly record?: {
    readonly deposit: string;
    readonly left: string;
    readonly claimedBySubmitter: boolean;
    readonly claims: number;
  };
}

/** Known answers that every shell has to reproduce; hex is lower case without prefix. */
export interface ShellVectors {
  readonly samples: readonly SampleVector[];
  readonly recordKeys: readonly RecordKeyVector[];
  readonly uniqueKeys: readonly UniqueKeyVector[];
  readonly bindings: readonly BindingVector[];
  readonly leaves: readonly LeafVector[];
  readonly accountKeys: readonly AccountKeyVector[];
  readonly marksKeys: readonly MarksKeyVector[];
  readonly stateHashes: readonly StateHashVector[];
  readonly stateWords: readonly StateWordsVector[];
  readonly packedCells: readonly PackedCellsVector[];
  readonly records: readonly RecordVector[];
}

/** The vectors of docs/spec/shell.md; computed apart from this package's code (test/reference). */
export const shellVectors = document as ShellVectors;
