import { ChainlearnError, errorFromNumber, isChainlearnError } from "@chainlearn/core";
import {
  BaseError,
  decodeErrorResult,
  type Hex,
  HttpRequestError,
  InsufficientFundsError,
  isHex,
  RpcRequestError,
} from "viem";
import { shellAbi } from "./abi.ts";

const REVERT_CODE = 3;

/** Data that a contract reverted with: somewhere in the cause chain, in a place that depends on the node. */
function revertData(error: BaseError): Hex | undefined {
  let data: Hex | undefined;
  error.walk((cause) => {
    const found = (cause as { data?: unknown }).data;
    const nested = typeof found === "object" && found !== null ? (found as { data?: unknown }).data : found;
    if (typeof nested === "string" && isHex(nested)) data = nested;
    return data !== undefined;
  });
  return data;
}

const reverted = (error: BaseError): boolean =>
  error.walk((cause) => (cause as { code?: unknown }).code === REVERT_CODE) !== null ||
  /execution reverted/i.test(error.message);

const outOfFunds = (error: BaseError): boolean =>
  error.walk((cause) => cause instanceof InsufficientFundsError) !== null ||
  /insufficient funds|exceeds the balance/i.test(`${error.message} ${error.details}`);

/** Code that a node gives for blocks and logs that it has thrown away (EIP-4444). */
const PRUNED_CODE = 4444;
const TOO_MANY_REQUESTS = 429;

const hasCode = (error: BaseError, wanted: number): boolean =>
  error.walk((cause) => cause instanceof RpcRequestError && cause.code === wanted) !== null;

const rateLimited = (error: BaseError): boolean =>
  hasCode(error, TOO_MANY_REQUESTS) ||
  error.walk((cause) => cause instanceof HttpRequestError && cause.status === TOO_MANY_REQUESTS) !== null;

const pruned = (error: BaseError): boolean =>
  hasCode(error, PRUNED_CODE) ||
  /missing trie node|\bpruned\b|historical state .*(not|un)available|state .*(not|un)available|archive (node|state)/i.test(
    error.details,
  );

/** First line of a viem error; what follows may hold the whole request. */
const headline = (error: Error): string => (error instanceof BaseError ? error.shortMessage : error.message);

/**
 * The ChainlearnError for whatever a node or viem reports about a call of a composition's contract.
 * @param plugin names of the mechanism's own codes
 */
export function toChainlearnError(
  error: unknown,
  what: string,
  plugin: Readonly<Record<number, string>> = {},
): ChainlearnError {
  if (isChainlearnError(error)) return error;
  if (!(error instanceof BaseError)) {
    return new ChainlearnError(
      "chain_failure",
      `${what}: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
  const data = revertData(error);
  if (data !== undefined && data !== "0x") {
    try {
      const { args } = decodeErrorResult({ abi: shellAbi, data });
      return errorFromNumber(args[0], `${what} was refused by the contract.`, plugin, error);
    } catch {
      return new ChainlearnError(
        "chain_failure",
        `${what} failed with the unknown error ${data.slice(0, 10)}.`,
        {
          cause: error,
        },
      );
    }
  }
  if (outOfFunds(error)) {
    return new ChainlearnError("insufficient_funds", `${what}: the sender cannot pay for it.`, {
      cause: error,
    });
  }
  // The contract gives a code whenever it rejects. Only the decoding of calldata, which solc generates, has none.
  if (reverted(error)) {
    return new ChainlearnError("malformed_message", `${what}: the contract could not decode the call.`, {
      cause: error,
    });
  }
  const code = rateLimited(error) ? "rate_limited" : pruned(error) ? "history_pruned" : "chain_failure";
  return new ChainlearnError(code, `${what}: ${headline(error)}`, { cause: error });
}
