import {
  BaseError,
  type Client,
  type Hex,
  HttpRequestError,
  InternalRpcError,
  InvalidParamsRpcError,
  LimitExceededRpcError,
  MethodNotFoundRpcError,
  MethodNotSupportedRpcError,
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

const TAKEN =
  /already ?(known|imported|exists|in\b)|known transaction|existing tx with the same hash|ALREADY_EXISTS/i;
const USED = /nonce (is )?too low|invalid nonce|incorrect nonce|NONCE_EXPIRED|OldNonce/i;
const OCCUPIED =
  /replacement|underpriced to replace|pool is full|account limit|already reserved|in-flight transaction limit/i;
/**
 * What the pools of geth and its forks, erigon, nethermind, besu, reth, nitro, zksync, anvil and hardhat say to what they
 * do not take. A text that is none of these proves nothing: a node that passes a transaction on may have lost the answer.
 */
const REFUSED = new RegExp(
  [
    // The account.
    /insufficient ?funds|enough (funds|balance)|upfront cost/,
    /nonce ?(is )?too ?(high|distant|far)|nonce ?gap|gapped.nonce|nonce has max value/,
    /not an eoa|sender (has|with)( deployed)? code|SenderIsContract|(sender|account)( account)? (is )?not (authorized|permitted)/,
    // The price.
    /underpriced|fee ?too ?low|gas ?price (too low|below)|(below|less than|lower than)( the)? [a-z ]*(base ?fee|minimum)/,
    /minimum needed|minimum gas price|is too low for the next block/,
    /(priority|tip)[a-z ]*(above|higher|exceed|greater)|fee ?cap (above|exceeded)|exceeds the configured cap/,
    // The gas.
    /intrinsic gas|floor data gas|requires at least \d+ gas|gas uint64 overflow|gas required exceeds|call ?gas ?cost/,
    /block gas limit|GasLimitExceeded|gas limit (is )?too (high|low)|exceeds [a-z ]*gas limit/,
    // The form.
    /oversized|over-sized|(data|transaction) too large|MaxTxSizeExceeded|initcode|\brlp\b|negative value/,
    /transaction types? (is )?not supported|(not ?supported|unsupported) ?(tx|transaction) ?type|type is not activated/,
    /chain ?id|replay.protected|invalid (sender|signature|transaction signature)/,
    /(fail(ed|ure)|unable) (to|in) decod(e|ing) [a-z ]*transaction|FailedToResolveSender/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);
/** The node does not know the method or cannot read the request. */
const REFUSED_CODES: readonly number[] = [
  InvalidParamsRpcError.code,
  MethodNotFoundRpcError.code,
  MethodNotSupportedRpcError.code,
];
/** What makes a doubt of everything that is said beside it. */
const DOUBT =
  /rate limit|too many requests|request limit|try again|timed? ?out|deadline|cancell?ed|connection|unavailable|gateway|upstream|\bEOF\b/i;
/** Codes that say something about the node and nothing about the transaction. */
export const BUSY_CODES: readonly number[] = [
  -1,
  429,
  -32007,
  LimitExceededRpcError.code,
  InternalRpcError.code,
];

/** Of a node that wants more the user hears `rate_limited` instead of nothing. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/** Milliseconds that a node asks to wait. */
export function retryAfter(error: BaseError): number {
  const http = error.walk((cause) => cause instanceof HttpRequestError) as HttpRequestError | null;
  const seconds = Number(http?.headers?.get("Retry-After") ?? 0);
  return Number.isFinite(seconds) ? Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, seconds * 1_000)) : 0;
}

/** What a node has said in words of its own; undefined: it did not answer. */
export const wordsOf = (error: unknown): string | undefined => rpcError(error)?.details;

const rpcError = (error: unknown): RpcRequestError | undefined =>
  error instanceof BaseError
    ? ((error.walk((cause) => cause instanceof RpcRequestError) as RpcRequestError | null) ?? undefined)
    : undefined;

/** What kind of answer a failure to send is. */
export function answerOf(error: unknown): Broadcast {
  if (!(error instanceof BaseError)) return { kind: "unknown", error, retryAfterMs: 0 };
  const answer = rpcError(error);
  if (answer) {
    const { code, details } = answer;
    if (TAKEN.test(details)) return { kind: "taken" };
    if (USED.test(details)) return { kind: "used" };
    if (OCCUPIED.test(details)) return { kind: "occupied" };
    const isCertain = !DOUBT.test(details) && !BUSY_CODES.includes(code);
    if (isCertain && (REFUSED.test(details) || REFUSED_CODES.includes(code)))
      return { kind: "refused", error };
  }
  return { kind: "unknown", error, retryAfterMs: retryAfter(error) };
}

/**
 * Sends a transaction's bytes once; of several nodes to each until one has it. viem would try again by itself and hide what
 * the first answers were, and of a `fallback` tell the last node's answer only.
 * @returns at least one answer: of each node that was asked, or why none was
 */
export async function broadcast(client: Client, bytes: Hex): Promise<readonly Broadcast[]> {
  const answers: Broadcast[] = [];
  for (const node of nodesOf(client)) {
    const answer = await broadcastTo(node, bytes);
    answers.push(answer);
    if (answer.kind === "taken") break;
  }
  const given = answers.filter((one) => one.kind !== "unknown" || !(one.error instanceof NodeRests));
  return given.length > 0 ? given : answers;
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
