import type { CometClient } from "@cosmjs/tendermint-rpc";
import { rejectionFromText } from "../client/rejections.ts";
import { NoAnswer } from "./node-client.ts";

/** What a node says to the bytes of a transaction. */
export type Broadcast =
  /** It has it, from now or before. */
  | { readonly kind: "taken" }
  /** Its sequence number is not the account's next one: it is used, maybe by this one, or the node lags behind. */
  | { readonly kind: "wrong number"; readonly cause: unknown }
  /** The node does not take it. */
  | { readonly kind: "refused"; readonly cause: Error; readonly text: string }
  /** Nobody knows whether the node has it, or it is full. */
  | { readonly kind: "unknown"; readonly cause: unknown; readonly retryAfterMilliseconds: number };

/** Codes of the Cosmos SDK's own refusals. */
export const SDK = { inMempool: 19, mempoolFull: 20, wrongSequence: 32 } as const;

const TAKEN = /tx already (exists )?in (mempool )?cache/i;
const TOO_LARGE = /too large/i;

/** Sends a transaction's bytes once. */
export async function broadcast(comet: CometClient, bytes: Uint8Array): Promise<Broadcast> {
  try {
    const { code, codespace, log } = await comet.broadcastTxSync({ tx: bytes });
    if (code === 0) return { kind: "taken" };
    const text = `codespace ${codespace}, code ${code}: ${log}`;
    const sdk = codespace === "sdk" ? code : undefined;
    if (sdk === SDK.inMempool) return { kind: "taken" };
    if (sdk === SDK.wrongSequence) return { kind: "wrong number", cause: text };
    if (sdk === SDK.mempoolFull) return { kind: "unknown", cause: text, retryAfterMilliseconds: 0 };
    return { kind: "refused", cause: rejectionFromText(text), text };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (TAKEN.test(text)) return { kind: "taken" };
    if (TOO_LARGE.test(text)) return { kind: "refused", cause: rejectionFromText(text, cause), text };
    const retryAfterMilliseconds = cause instanceof NoAnswer ? cause.retryAfterMilliseconds : 0;
    return { kind: "unknown", cause, retryAfterMilliseconds };
  }
}
