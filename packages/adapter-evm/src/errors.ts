import { ChainlearnError, errorFromNumber } from "@chainlearn/core";
import { BaseError, decodeErrorResult, type Hex, InsufficientFundsError, isHex } from "viem";
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
  if (error instanceof ChainlearnError) return error;
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
  return new ChainlearnError("chain_failure", `${what}: ${headline(error)}`, { cause: error });
}
