import type { RawTrainer } from "../../raw-trainer.ts";

/** A contribution with its submitter as an account number, the same on every chain. */
export interface NumberedContribution {
  readonly id: number;
  readonly time: number;
  readonly submitter: number;
  readonly label: number;
  readonly sample: Uint8Array;
}

/** What an action brings beside its sender, its contribution and its payment. */
export type OperationInput = Omit<
  Parameters<RawTrainer["rawAct"]>[1],
  "from" | "contribution" | "payBaseUnits"
> & {
  /** Instead of `digest`: a secret of 32 bytes to which the sender commits, on every chain with another address. */
  readonly secret?: Uint8Array;
};

/** A payment relative to the quote of the moment, so that one stream of operations fits every chain. */
export type Payment =
  | { readonly kind: "quote"; readonly extraUnits: bigint }
  | { readonly kind: "units"; readonly units: bigint }
  | { readonly kind: "fraction"; readonly ofQuote: readonly [numerator: bigint, denominator: bigint] }
  /** Quote less one unit; nothing where the quote is 0. */
  | { readonly kind: "short" }
  /** The quote, and one base unit more. */
  | { readonly kind: "odd" };

interface Sent {
  /** Account number of the sender. */
  readonly from: number;
}

/** One call, chain-neutral. */
export type Operation =
  | (Sent & {
      readonly kind: "add";
      readonly label: number;
      readonly sample: Uint8Array;
      readonly payment: Payment;
    })
  | (Sent & {
      readonly kind: "act";
      readonly action: string;
      /** Absent with actions about none. */
      readonly contribution?: NumberedContribution;
      readonly payUnits: bigint;
      readonly input?: OperationInput;
    })
  | (Sent & { readonly kind: "addClass"; readonly name: string })
  | (Sent & { readonly kind: "withdraw"; readonly to?: number })
  | (Sent & { readonly kind: "initialize"; readonly firstWord: number; readonly words: readonly bigint[] })
  | (Sent & { readonly kind: "seal"; readonly hot: readonly bigint[] });

/** Name of an operation in the mix: the action's name where it is one. */
export const operationName = (operation: Operation): string =>
  operation.kind === "act" ? operation.action : operation.kind;

/** One line for messages. */
export function describeOperation(operation: Operation): string {
  const by = `by account ${operation.from}`;
  switch (operation.kind) {
    case "add":
      return `add ${by}: label ${operation.label}, ${operation.sample.length} bytes, payment ${operation.payment.kind}`;
    case "act": {
      const { action, contribution, input } = operation;
      const args = input?.args ? ` (${input.args.join(", ")})` : "";
      return contribution
        ? `${action}${args} ${by}: contribution ${contribution.id} of account ${contribution.submitter}`
        : `${action}${args} ${by}`;
    }
    default:
      return `${operation.kind} ${by}`;
  }
}
