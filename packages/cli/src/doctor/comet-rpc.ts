import { nodeAddress } from "@chainlearn/adapter-cosmwasm";
import { ChainlearnError, isChainlearnError } from "@chainlearn/core";

const TIMEOUT_MILLISECONDS = 10_000;

interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly message?: string; readonly data?: string };
}

/** One request to a CometBFT node. @throws ChainlearnError chain_failure */
export async function cometRpc<T>(rpc: string, method: string, params: object = {}): Promise<T> {
  const fail = (why: string, cause?: unknown): never => {
    throw new ChainlearnError("chain_failure", `${method}: ${why}.`, { cause });
  };
  let answer: RpcAnswer;
  try {
    const { url, headers } = nodeAddress(rpc);
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (!response.ok) return fail(`the node answers ${response.status}`);
    answer = (await response.json()) as RpcAnswer;
  } catch (error) {
    if (isChainlearnError(error)) throw error;
    return fail("the node does not answer", error);
  }
  if (answer.error) return fail(answer.error.data || answer.error.message || "refused");
  return answer.result as T;
}

/**
 * One query of the application behind a node.
 * @param request its message. Default: one that asks for nothing in particular
 * @throws ChainlearnError chain_failure
 */
export async function appQuery<Answer>(
  rpc: string,
  path: string,
  decode: (bytes: Uint8Array) => Answer,
  request: Uint8Array = new Uint8Array(),
): Promise<Answer> {
  const { response } = await cometRpc<{
    readonly response: { readonly code?: number; readonly log?: string; readonly value?: string | null };
  }>(rpc, "abci_query", { path, data: Buffer.from(request).toString("hex") });
  if (response.code) throw new ChainlearnError("chain_failure", `${path}: ${response.log ?? response.code}.`);
  return decode(Uint8Array.from(Buffer.from(response.value ?? "", "base64")));
}
