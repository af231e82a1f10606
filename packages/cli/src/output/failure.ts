import { ERROR_CODES, isChainlearnError, REMEDIES } from "@chainlearn/core";
import { EXIT_CODES, type ExitKind, exitKindOf } from "../exit-codes.ts";

/** What a command says about an error, and what its process ends with. */
export interface Failure {
  readonly kind: ExitKind;
  readonly exitCode: number;
  /** Catalogue name; "unexpected" for what Chainlearn did not raise on purpose. */
  readonly code: string;
  readonly number: number;
  readonly message: string;
  /** What to do about it, as at the end of the message. */
  readonly remedy?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the file system refuses; reading a folder as a file names no path. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  "syscall" in error &&
  ("path" in error || ("code" in error && error.code === "EISDIR"));

/** Behind the first line of viem's messages is the node's address, which often has a key in it. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const short = "shortMessage" in error ? error.shortMessage : undefined;
  return typeof short === "string" ? short : error.message;
}

/** An error as a command reports it. */
export function failureOf(error: unknown): Failure {
  if (isChainlearnError(error)) {
    const kind = exitKindOf(error.number);
    const { code, number, message, remedy, details } = error;
    return { kind, exitCode: EXIT_CODES[kind], code, number, message, ...(remedy && { remedy }), details };
  }
  const message = messageOf(error);
  if (isSystemError(error)) {
    const code = "invalid_file";
    return {
      kind: "input",
      exitCode: EXIT_CODES.input,
      code,
      number: ERROR_CODES[code],
      message: `${code}: ${message} ${REMEDIES[code]}`,
      remedy: REMEDIES[code],
      details: {},
    };
  }
  return {
    kind: "unexpected",
    exitCode: EXIT_CODES.unexpected,
    code: "unexpected",
    number: 0,
    message,
    details: {},
  };
}

/** A failure for people: what happened, and below it what to do. */
export function failureText({ message, remedy }: Failure): string {
  if (!remedy || !message.endsWith(remedy)) return message;
  return `${message.slice(0, -remedy.length).trimEnd()}\n  ${remedy}`;
}
