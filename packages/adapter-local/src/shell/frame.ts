import type { CommittedItem, OpenedParts } from "@chainlearn/core";
import type { Payment } from "./payments.ts";
import type { ContributionRecord } from "./records.ts";

/** What the mechanism's kernel can see of the call that runs; absent parts trap when they are asked for. */
export interface Frame {
  readonly sender?: string;
  readonly time: number;
  /** Units. */
  readonly paid: bigint;
  readonly args: readonly bigint[];
  /** Canonical bytes; `parts.open` changes it. */
  sample?: Uint8Array | undefined;
  /** What the call reveals. */
  readonly item?: CommittedItem | undefined;
  /** The 32 bytes that the call brings. */
  readonly digest?: Uint8Array | undefined;
  /** The parts of a list that the call opens. */
  readonly opened?: OpenedParts | undefined;
  /** The open record. */
  readonly record?: ContributionRecord | undefined;
  /** Whether the kernel may pay. */
  readonly mayPay: boolean;
  /** What the kernel has paid. */
  payment?: Payment;
}
