import { readFileSync, writeFileSync } from "node:fs";

/** Padded as the formatter pads tables, so that writing it and formatting it give the same text. */
export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) => Math.max(3, title.length, ...lines.map((line) => line[k]!.length)));
  const text = (cells: readonly string[]): string =>
    `| ${cells.map((cell, k) => cell.padEnd(widths[k]!)).join(" | ")} |`;
  return [text(head), text(widths.map((width) => "-".repeat(width))), ...lines.map(text)].join("\n");
}

/** The part of a Markdown file that a program writes: between `<!-- name -->` and `<!-- /name -->`. */
export class MarkedPart {
  readonly #file: URL;
  readonly #name: string;

  constructor(file: URL, name: string) {
    this.#file = file;
    this.#name = name;
  }

  /** What it says now, without the empty lines around it. */
  read(): string {
    const { text, from, to } = this.#find();
    return text.slice(from, to).trim();
  }

  write(part: string): void {
    const { text, from, to } = this.#find();
    writeFileSync(this.#file, `${text.slice(0, from)}\n\n${part.trim()}\n\n${text.slice(to)}`);
  }

  #find(): { readonly text: string; readonly from: number; readonly to: number } {
    const text = readFileSync(this.#file, "utf8");
    const start = `<!-- ${this.#name} -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(`<!-- /${this.#name} -->`);
    if (from < 0 || to < from) {
      throw new Error(
        `${this.#file.pathname} has no part "${this.#name}": write ${start} and <!-- /${this.#name} --> where it belongs.`,
      );
    }
    return { text, from: from + start.length, to };
  }
}
