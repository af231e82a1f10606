import type { Coin, ContractEvent } from "../../src/connection.ts";

/** What a real wasmd did with one transaction. */
export interface TracedStep {
  readonly name: string;
  readonly sender: string;
  /** Message of each call as it was sent, UTF-8, and its funds. The first step instantiates. */
  readonly calls: readonly { readonly message: string; readonly funds: readonly Coin[] }[];
  /** Whether the bank refused to send the payments of this transaction. */
  readonly paymentsRefused: boolean;
  /** Block time. */
  readonly nanoseconds: string;
  /** Catalogue number of the rejection, or what an accepted transaction did. */
  readonly result:
    | { readonly error: number }
    | {
        readonly gasUsed: number;
        /** Length of the signed transaction. */
        readonly bytes: number;
        /** Events of the messages but not of type `message`; what was logged about fees and signatures is left out. */
        readonly events: readonly ContractEvent[];
      };
  /** The contract's storage afterwards, hex key and value. */
  readonly storage: Readonly<Record<string, string>>;
}

/** A recorded run of one contract; its code lies beside it as `<name>.wasm`. */
export interface Trace {
  readonly wasmd: string;
  readonly network: string;
  readonly denom: string;
  readonly decimals: number;
  readonly contract: string;
  /** Before the first step. */
  readonly accounts: readonly { readonly address: string; readonly coins: readonly Coin[] }[];
  /** Addresses that may not receive coins. */
  readonly blocked: readonly string[];
  readonly steps: readonly TracedStep[];
}
