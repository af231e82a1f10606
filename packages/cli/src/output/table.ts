const GAP = "  ";

/** A number, maybe with its unit; "-" stands for one that there is not. */
const NUMBER = /^(?:[-+]?\d[\d.,-]*(?: (?:%|[A-Z]+|units))?|-)$/;

/** Rows as aligned text, the first one as titles; columns whose cells are all numbers stand to the right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...lines.map((row) => row[column]!.length)));
  const isNumeric = titles.map((_, column) => rows.every((row) => NUMBER.test(row[column]!)));
  return lines
    .map((row) =>
      row
        .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

/** Names and values, one pair a line. */
export function pairs(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}${GAP}${value}`.trimEnd()).join("\n");
}
