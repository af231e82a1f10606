import type { ExitKind } from "../exit-codes.ts";
import type { Session } from "../session.ts";

/** What a command ends with when it could do what it was asked. */
export interface Outcome {
  /** Printed with `--json`. */
  readonly json: object;
  /** Printed otherwise; undefined: it was, piece by piece. */
  readonly text: string | undefined;
  /** Default: done. */
  readonly kind?: ExitKind;
  /** Goes on after the outcome was printed, until it resolves. */
  stay?(): Promise<void>;
}

/** Options that every command has. */
export type CommonOptions = {
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
};

/** Runs the body of a command and prints what it ends with. */
export type Run = (options: CommonOptions, body: (session: Session) => Promise<Outcome>) => Promise<void>;
