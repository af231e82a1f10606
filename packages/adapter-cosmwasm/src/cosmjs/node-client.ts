import { ChainlearnError } from "@chainlearn/core";
import type { RpcClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import { type NodeAddress, nodeAddress } from "./node-address.ts";

type JsonRpcRequest = Parameters<RpcClient["execute"]>[0];
type JsonRpcAnswer = Awaited<ReturnType<RpcClient["execute"]>>;

const ATTEMPTS = 10;
/** The first question to a node is about its status: that its address is wrong should be known soon. */
const STATUS_ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 2_000;
const TIMEOUT_MILLISECONDS = 60_000;
/** Where another node can be asked. */
const OTHERS_TIMEOUT_MILLISECONDS = 15_000;
/** Statuses of 4xx that say "later"; the others are about the request. */
const LATER = [408, 425, 429];
const TOO_MANY_REQUESTS = 429;
/** Of a node that wants more the user hears `rate_limited` instead of nothing. */
const LONGEST_RETRY_AFTER_MILLISECONDS = 30_000;

/** A request has no answer: nobody knows whether the node has done what it asks for. */
export class NoAnswer extends Error {
  /** undefined: there was no response at all, or it was cut. */
  readonly status: number | undefined;
  /** What the node asks to wait. */
  readonly retryAfterMilliseconds: number;

  constructor(message: string, options: { response?: Response; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.response?.status;
    const seconds = Number(options.response?.headers.get("Retry-After") ?? 0);
    this.retryAfterMilliseconds = Number.isFinite(seconds)
      ? Math.min(LONGEST_RETRY_AFTER_MILLISECONDS, Math.max(0, 1_000 * seconds))
      : 0;
  }

  get final(): boolean {
    const { status = 0 } = this;
    return status >= 400 && status < 500 && !LATER.includes(status);
  }
}

/**
 * Asks a CometBFT node over HTTP; of several, the one that answered last, and the next one where it does not. What only reads is asked again while there is no answer; what broadcasts is sent once,
 * since whoever sends has to know whether a refusal is the first answer or the second.
 */
export class NodeClient implements RpcClient {
  readonly #nodes: readonly NodeAddress[];
  /** Which of them is asked. */
  #current = 0;
  /** Networks that they say that they are of, of those that were asked. */
  readonly #networks = new Map<NodeAddress, string>();

  /** @param urls of nodes of one network; with a name and a password where a node wants them */
  constructor(urls: string | readonly string[]) {
    this.#nodes = [urls].flat().map(nodeAddress);
  }

  /**
   * @throws NoAnswer; ChainlearnError rate_limited, nodes_disagree; Error with the JSON of what the node answers instead
   * of a result
   */
  readonly execute = async (request: JsonRpcRequest): Promise<JsonRpcAnswer> => {
    if (request.method.startsWith("broadcast_")) return this.#ask(request);
    const attempts = request.method === "status" ? STATUS_ATTEMPTS : ATTEMPTS;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#askEach(request);
      if (!(answer instanceof NoAnswer)) return answer;
      const failure = answer;
      if (failure.final) throw failure;
      if (attempt === attempts) throw rateLimit(failure) ?? failure;
      const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1));
      await sleep(Math.max(pause, failure.retryAfterMilliseconds), undefined, request.method);
    }
  };

  readonly disconnect = (): void => {};

  /** @returns the first answer; if there is none, the failure that leaves most hope */
  async #askEach(request: JsonRpcRequest): Promise<JsonRpcAnswer | NoAnswer> {
    let failure: NoAnswer | undefined;
    for (let k = 0; k < this.#nodes.length; k++) {
      try {
        return await this.#ask(request);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        if (failure === undefined || failure.final) failure = error;
      }
    }
    return failure!;
  }

  /** Asks one node; if it does not answer, the next request goes to the next one. */
  async #ask(request: JsonRpcRequest): Promise<JsonRpcAnswer> {
    const asked = this.#current;
    const node = this.#nodes[asked]!;
    try {
      if (this.#nodes.length > 1) await this.#checkNetwork(node);
      return await this.#result(node, request);
    } catch (error) {
      if (error instanceof NoAnswer && this.#current === asked)
        this.#current = (asked + 1) % this.#nodes.length;
      throw error;
    }
  }

  /** A node of another network would answer from another chain. */
  async #checkNetwork(node: NodeAddress): Promise<void> {
    if (this.#networks.has(node)) return;
    const { result } = await this.#result(node, { jsonrpc: "2.0", id: 1, method: "status", params: {} });
    const { network } = (result as { readonly node_info: { readonly network: string } }).node_info;
    const known = this.#networks.values().next().value ?? network;
    if (network !== known)
      throw new ChainlearnError(
        "nodes_disagree",
        `the nodes are of several networks: ${known} and ${network}.`,
      );
    this.#networks.set(node, network);
  }

  async #result(node: NodeAddress, request: JsonRpcRequest): Promise<JsonRpcAnswer> {
    const { response, answer } = await this.#post(node, request);
    if (answer?.id !== request.id)
      throw new NoAnswer(`${request.method}: the node answers with status ${response.status}.`, { response });
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
    return { jsonrpc: "2.0", id: request.id, result: answer.result };
  }

  /** An answer is absent when the response is none of JSON-RPC. */
  async #post(
    { url, headers }: NodeAddress,
    request: JsonRpcRequest,
  ): Promise<{
    readonly response: Response;
    readonly answer:
      | { readonly id?: unknown; readonly error?: unknown; readonly result?: unknown }
      | undefined;
  }> {
    let response: Response | undefined;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(
          this.#nodes.length > 1 ? OTHERS_TIMEOUT_MILLISECONDS : TIMEOUT_MILLISECONDS,
        ),
      });
      const text = await response.text();
      return { response, answer: parse(text) };
    } catch (cause) {
      throw new NoAnswer(`${request.method}: ${why(cause)}`, { cause });
    }
  }
}

/** The text of a TypeError may have the address, which often has a key in it. */
function why(cause: unknown): string {
  if (!(cause instanceof TypeError)) return cause instanceof Error ? cause.message : String(cause);
  const { code } = (cause.cause ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? `the node cannot be reached (${code})` : "the node cannot be reached";
}

function parse(text: string): { readonly id?: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const rateLimit = (error: NoAnswer): ChainlearnError | undefined =>
  error.status === TOO_MANY_REQUESTS
    ? new ChainlearnError("rate_limited", error.message, { cause: error })
    : undefined;
