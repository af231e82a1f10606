import {
  ChainlearnError,
  ERROR_CODES,
  type ErrorCode,
  isChainlearnError,
  type PlacedLogEntry,
  plainMessage,
} from "@chainlearn/core";
import type { ReplayOptions, ReplayParties } from "../replay/replay.ts";
import type { PortableComposition } from "./portable.ts";

/** What a worker is started with. */
export interface Task {
  readonly composition: PortableComposition;
  readonly parties: ReplayParties;
  readonly options: ReplayOptions;
}

/** What a worker is asked, one question at a time; it begins with an answer of its own, when it is ready. */
export type Question =
  | { readonly ask: "apply"; readonly entries: readonly PlacedLogEntry[] }
  | { readonly ask: "state" }
  | { readonly ask: "snapshot"; readonly block: number; readonly balance: bigint };

/** Errors lose their class on the way. */
export interface SentError {
  readonly code: string;
  readonly number: number;
  /** The message without code and remedy, which whoever receives it puts around it again. */
  readonly text: string;
  readonly details: Readonly<Record<string, string | number | bigint | boolean | undefined>>;
}

export type Answer = { readonly value: unknown } | { readonly error: SentError };

/** @throws what is no ChainlearnError: it ends whoever asks, and is told to whoever started it */
export function sentError(error: unknown): SentError {
  if (!isChainlearnError(error)) throw error;
  const { code, number, details } = error;
  return { code, number, text: plainMessage(error), details };
}

export const receivedError = ({ code, number, text, details }: SentError): ChainlearnError =>
  new ChainlearnError(Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : { name: code, number }, text, {
    details,
  });
