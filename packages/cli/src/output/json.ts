import { toHex } from "@chainlearn/core";

/** JSON of whatever a command gives: whole numbers of any size as decimal text, bytes as hex, maps as objects. */
export const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, part: unknown) => {
      if (typeof part === "bigint") return part.toString();
      if (part instanceof Uint8Array) return toHex(part);
      return part instanceof Map ? Object.fromEntries(part) : part;
    },
    indent,
  );
