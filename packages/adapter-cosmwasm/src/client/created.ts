import { ChainlearnError } from "@chainlearn/core";
import type { ConnectionResult } from "../connection.ts";

function attribute(result: ConnectionResult, type: string, key: string): string {
  const value = result.events
    .find((event) => event.type === type)
    ?.attributes.find((entry) => entry.key === key)?.value;
  if (value === undefined)
    throw new ChainlearnError(
      "chain_failure",
      `transaction ${result.transaction} has no event ${type}.${key}.`,
    );
  return value;
}

/** Id of the code that a transaction stored. */
export const codeIdIn = (result: ConnectionResult): number =>
  Number(attribute(result, "store_code", "code_id"));

/** Address of the contract that a transaction created. */
export const contractIn = (result: ConnectionResult): string =>
  attribute(result, "instantiate", "_contract_address");
