import {
  BaseError,
  type Client,
  type Hex,
  HttpRequestError,
  InternalRpcError,
  LimitExceededRpcError,
  RpcRequestError,
} from "viem";
import { NodeRests } from "./nodes.ts";

/** What a node says to the bytes of a transaction. */
export type Broadcast =
  /** It has it, from now or before. */
  | { readonly kind: "taken" }
  /** A block has a transaction with its number; maybe this one. */
  | { readonly kind: "used" }
  /** There is no place for it now: another one with its number waits there, or the node is full. */
  | { readonly kind: "occupied" }
  /** The node does not take it. */
  | { readonly kind: "refused"; readonly error: unknown }
  /** Nobody knows whether the node has it. */
  | { readonly kind: "unknown"; readonly error: unknown; readonly retryAfterMs: number };

const TAKEN = /already (known|imported|exists|in)|known transaction|ALREADY_EXISTS/i;
const USED = /nonce (is )?too low|invalid nonce|incorrect nonce|NONCE_EXPIRED|OldNonce/i;
const OCCUPIED = /replacement|underpriced to replace|pool is full|account limit|already reserved/i;
const BUSY = /rate limit|too many requests|request limit|try again|timed? ?out/i;
/** Codes that say something about the node and nothing about the transaction. */
const BUSY_CODES: readonly number[] = [-1, 429, -32007, LimitExceededRpcError.code, InternalRpcError.code];

/** Of a node that wants more the user hears `rate_limited` instead of nothing. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/** Milliseconds that a node asks to wait. */
export function retryAfter(error: BaseError): number {
  const http = error.walk((cause) => cause instanceof HttpRequestError) as HttpRequestError | null;
  const seconds = Number(http?.headers?.get("Retry-After") ?? 0);
  return Number.isFinite(seconds) ? Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, seconds * 1_000)) : 0;
}

/** What kind of answer a failure to send is. */
export function answerOf(error: unknown): Broadcast {
  if (!(error instanceof BaseError)) return { kind: "unknown", error, retryAfterMs: 0 };
  const answer = error.walk((cause) => cause instanceof RpcRequestError) as RpcRequestError | null;
  if (answer) {
    const text = `${answer.details} ${answer.message}`;
    if (TAKEN.test(text)) return { kind: "taken" };
    if (USED.test(text)) return { kind: "used" };
    if (OCCUPIED.test(text)) return { kind: "occupied" };
    if (!BUSY.test(text) && !BUSY_CODES.includes(answer.code)) return { kind: "refused", error };
  }
  return { kind: "unknown", error, retryAfterMs: retryAfter(error) };
}

/** What says most about the transaction comes first: who may have it, must not be passed over. */
const ORDER: readonly Broadcast["kind"][] = ["taken", "unknown", "used", "occupied", "refused"];

/**
 * Sends a transaction's bytes once; of several nodes to each until one has it. viem would try again by itself and hide what
 * the first answers were, and of a `fallback` tell the last node's answer only.
 */
export async function broadcast(client: Client, bytes: Hex): Promise<Broadcast> {
  const answers: Broadcast[] = [];
  for (const node of nodesOf(client)) {
    const answer = await broadcastTo(node, bytes);
    if (answer.kind === "taken") return answer;
    answers.push(answer);
  }
  const given = answers.filter((one) => one.kind !== "unknown" || !(one.error instanceof NodeRests));
  const [first] = (given.length > 0 ? given : answers).sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
  return first!;
}

type Node = Pick<Client, "request">;

/** The nodes of viem's `fallback`; otherwise whatever the client asks. */
function nodesOf(client: Client): readonly Node[] {
  const { transports } = client.transport as { readonly transports?: readonly Node[] };
  return transports ?? [client];
}

async function broadcastTo(node: Node, bytes: Hex): Promise<Broadcast> {
  try {
    await node.request({ method: "eth_sendRawTransaction", params: [bytes] }, { retryCount: 0 });
    return { kind: "taken" };
  } catch (error) {
    return answerOf(error);
  }
}
