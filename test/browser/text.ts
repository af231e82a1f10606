/** JSON that keeps integers and bytes, for what goes into a page and comes out of it. */
export const toText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return { $integer: part.toString() };
    if (part instanceof Uint8Array) return { $bytes: [...part] };
    return part;
  });

export const fromText = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== "object" || part === null) return part;
    if ("$integer" in part) return BigInt(part.$integer as string);
    if ("$bytes" in part) return Uint8Array.from(part.$bytes as number[]);
    return part;
  });
