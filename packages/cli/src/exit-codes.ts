import { ERROR_CODES, type ErrorCode, FIRST_PLUGIN_ERROR } from "@chainlearn/core";

/** What a process ends with, by the kind of what went wrong; a number is never reused. */
export const EXIT_CODES = {
  done: 0,
  unexpected: 1,
  usage: 2,
  config: 3,
  input: 4,
  refused: 5,
  money: 6,
  chain: 7,
  account: 8,
  mismatch: 9,
  interrupted: 130,
} as const;

export type ExitKind = keyof typeof EXIT_CODES;

/** For help: what each kind means. */
export const EXIT_MEANINGS: Readonly<Record<ExitKind, string>> = {
  done: "done",
  unexpected: "a mistake of Chainlearn's own: please report it",
  usage: "wrong arguments, not confirmed, or another process is at it",
  config: "the configuration, a composition or a plugin is wrong",
  input: "data or a file is wrong",
  refused: "the contract refuses, as too_early",
  money: "a payment, the balance or the spending limit",
  chain: "the chain, its node or a database fails",
  account: "a key or an account is missing or wrong",
  mismatch: "things that have to be equal are not; verification failed",
  interrupted: "stopped by the user",
};

/** Codes that are raised off chain only: 600 to 999. */
type OffChainCode = {
  [Code in ErrorCode]: `${(typeof ERROR_CODES)[Code]}` extends `${6 | 7 | 8 | 9}${string}` ? Code : never;
}[ErrorCode];

/** Kinds of the errors that happen off chain, one by one; those of contracts go by their hundreds. */
const OFF_CHAIN: Readonly<Record<OffChainCode, ExitKind>> = {
  invalid_composition: "config",
  invalid_kernel: "config",
  compile_failed: "config",
  contract_too_large: "config",
  unknown_plugin: "config",
  unknown_account: "account",
  chain_failure: "chain",
  insufficient_funds: "money",
  receipt_mismatch: "mismatch",
  invalid_id: "input",
  invalid_log: "mismatch",
  aborted: "interrupted",
  model_mismatch: "mismatch",
  invalid_model_file: "input",
  encoder_mismatch: "mismatch",
  list_too_large: "input",
  transaction_pending: "chain",
  transaction_replaced: "chain",
  rate_limited: "chain",
  history_pruned: "chain",
  nodes_disagree: "chain",
  unknown_deployment: "config",
  log_changed: "chain",
  store_failure: "chain",
  unknown_kernel: "config",
  unknown_contract: "input",
  undescribed_contract: "config",
  creation_not_found: "chain",
  fuel_exhausted: "mismatch",
  memory_exhausted: "mismatch",
  invalid_config: "config",
  invalid_file: "input",
  spend_limit: "money",
  invalid_keystore: "account",
  not_confirmed: "usage",
  not_deployed: "config",
  in_use: "usage",
};

/** The kind of a ChainlearnError by its catalogue number. */
export function exitKindOf(number: number): ExitKind {
  if (number >= FIRST_PLUGIN_ERROR) return "refused";
  if (number === ERROR_CODES.unsupported) return "config";
  const hundreds = Math.floor(number / 100);
  if (hundreds === 1) return "input";
  if (hundreds === 3) return "money";
  if (hundreds < 5) return "refused";
  const name = Object.entries(ERROR_CODES).find(([, known]) => known === number)?.[0] as
    | OffChainCode
    | undefined;
  return (name && OFF_CHAIN[name]) ?? "unexpected";
}
