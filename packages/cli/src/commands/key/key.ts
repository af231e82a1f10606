import type { Command } from "@commander-js/extra-typings";
import type { Run } from "../command.ts";
import { keyAddress } from "./address.ts";
import { newKey } from "./new.ts";

/** `chainlearn key`: encrypted keys of the configuration's accounts. No node is asked. */
export function key(command: Command, run: Run): void {
  command
    .description("Make encrypted keys for accounts of the configuration, and tell their addresses.")
    .helpCommand(false);
  newKey(command.command("new"), run);
  keyAddress(command.command("address"), run);
}
