import { ChainlearnError, type ErrorDetails, fromHex, isChainlearnError, toHex } from "@chainlearn/core";

/** JSON of what a connection takes and gives: also whole numbers of any size, bytes and maps. */
export const encodeWire = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return { $integer: part.toString() };
    if (part instanceof Uint8Array) return { $bytes: toHex(part) };
    return part instanceof Map ? { $map: [...part] } : part;
  });

/** What {@link encodeWire} has written. */
export const decodeWire = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== "object" || part === null) return part;
    if ("$integer" in part) return BigInt(part.$integer as string);
    if ("$bytes" in part) return fromHex(part.$bytes as string);
    return "$map" in part ? new Map(part.$map as [unknown, unknown][]) : part;
  });

/** A request: a method of the connection. */
export interface WireRequest {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** An error on its way. */
export interface WireError {
  readonly code: string;
  readonly number: number;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** What a request is answered with; neither: the method gives nothing. */
export interface WireAnswer {
  readonly value?: unknown;
  readonly error?: WireError;
}

export function wireError(error: unknown): WireError {
  const known = isChainlearnError(error)
    ? error
    : new ChainlearnError("chain_failure", error instanceof Error ? error.message : String(error));
  const { code, number, message, details } = known;
  return { code, number, message, details };
}

/** The error that was sent, with its own words. */
export function errorOf({ code, number, message, details }: WireError): ChainlearnError {
  const prefix = `${code}: `;
  const text = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return new ChainlearnError({ name: code, number }, text, { details });
}
