import { fileURLToPath } from "node:url";
import type { ActionSpec, MechanismPlugin } from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";

const action = (
  name: string,
  record: ActionSpec["record"],
  args: readonly string[] = [],
  payable = false,
): ActionSpec => ({ name, record, args, payable, description: name });

/** See kernel.ts beside this file. */
export const purse = async (): Promise<MechanismPlugin> => ({
  manifest: {
    kind: "mechanism",
    id: "purse",
    version: "1.0.0",
    description: "Pays whatever it is told to.",
    pool: [{ name: "heldUnits", bits: 63, signed: false }],
    account: [{ name: "asked", bits: 20, signed: false }],
    record: [],
    roles: [],
    params: [],
    actions: [
      action("fill", "none", [], true),
      action("payCaller", "none", ["units"]),
      action("paySubmitter", "hash", ["units"]),
      action("deny", "none"),
      action("crash", "none"),
      action("divide", "none", ["dividend", "divisor"]),
    ],
    errors: { 1000: "purse_denies" },
  },
  kernel: await compileKernel({ entry: fileURLToPath(new URL("kernel.ts", import.meta.url)) }),
});
