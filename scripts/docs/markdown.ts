/** Says on every page that a program wrote it. */
export const GENERATED = "<!-- Written by `npm run docs`; changes belong in the sources. -->";

/** Text of a docstring as Markdown: links to names become code. */
export const prose = (doc: string): string =>
  doc.replace(/\{@link ([^}\s]+)[^}]*\}/g, (_, name: string) => `\`${name}\``);

/** Text that stands in a cell of a table. */
export const cell = (text: string): string => prose(text).replaceAll("\n", " ").replaceAll("|", "\\|");

/** A page of blocks, with empty lines between them. */
export const page = (...blocks: readonly string[]): string => `${blocks.join("\n\n")}\n`;

export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
