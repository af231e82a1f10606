import type { Abi } from "viem";

/** An ABI as a TypeScript module, whose type viem and wagmi read names and arguments from. */
export const abiSource = (name: string, abi: Abi): string =>
  [
    "// Made by `npm run generate:interfaces`; do not edit.",
    `export const ${name} = [`,
    ...abi.map((item) => `  ${JSON.stringify(item)},`),
    "] as const;",
    "",
  ].join("\n");

/** An ABI as a JSON file. */
export const abiJson = (abi: Abi): string =>
  `[\n${abi.map((item) => `  ${JSON.stringify(item)}`).join(",\n")}\n]\n`;
