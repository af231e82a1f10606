/** Rows as text, with columns as wide as they need to be; all but the first `left` are aligned to the right. */
export function aligned(rows: readonly (readonly string[])[], left = 1): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, k) => (k < left ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The same with the names of the columns above. */
export function textTable(rows: readonly Readonly<Record<string, string>>[], left = 1): string {
  const columns = Object.keys(rows[0] ?? {});
  return aligned([columns, ...rows.map((row) => columns.map((column) => row[column]!))], left);
}
