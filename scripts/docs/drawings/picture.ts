/** What a box stands for, by colour (Okabe and Ito's palette, distinguishable for colour-blind readers). */
const PAINTS = {
  person: ["#f4f5f7", "#56606b"],
  shell: ["#e4f0f8", "#0072b2"],
  kernel: ["#fbe8da", "#d55e00"],
  data: ["#ddf2ea", "#009e73"],
  money: ["#f8e8f1", "#b0528c"],
  plain: ["#ffffff", "#8a929b"],
} as const;

export type Paint = keyof typeof PAINTS;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Point = readonly [x: number, y: number];

const LINE = 16;
/** Text is drawn upwards from its base line. */
const BASE_LINE = 4.5;

/** Widths of a character in DejaVu Sans, the widest of the fonts that readers have, on average. */
const CHARACTER = 6.9;
const STRONG_CHARACTER = 7.8;
const PADDING = 3;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** A picture that is drawn piece by piece. */
export class Picture {
  readonly #parts: string[] = [];
  readonly #width: number;
  readonly #height: number;
  readonly #title: string;

  /** @param title what a reader who cannot see it is told */
  constructor(width: number, height: number, title: string) {
    this.#width = width;
    this.#height = height;
    this.#title = title;
  }

  /** A box with a bold first line and plain ones below, in the middle unless it is a frame of others. */
  box(at: Box, paint: Paint, lines: readonly string[], kind: "box" | "frame" = "box"): Box {
    const [fill, stroke] = PAINTS[paint];
    const { x, y, width, height } = at;
    this.#parts.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`,
    );
    const top = kind === "frame" ? y + LINE : y + (height - (lines.length - 1) * LINE) / 2;
    lines.forEach((line, k) => {
      const needed = line.length * (k === 0 ? STRONG_CHARACTER : CHARACTER);
      if (needed > width - 2 * PADDING) throw new Error(`"${line}" does not fit a box of ${width} pixels`);
      const style = k === 0 ? ' class="strong"' : "";
      this.#parts.push(
        kind === "frame"
          ? `<text x="${x + 12}" y="${top + k * LINE + BASE_LINE}"${style}>${escaped(line)}</text>`
          : `<text x="${x + width / 2}" y="${top + k * LINE + BASE_LINE}" text-anchor="middle"${style}>${escaped(line)}</text>`,
      );
    });
    return at;
  }

  /** Lines of small text. */
  note(x: number, y: number, lines: readonly string[], anchor: "start" | "middle" | "end" = "start"): void {
    lines.forEach((line, k) => {
      this.#parts.push(
        `<text x="${x}" y="${y + k * LINE}" text-anchor="${anchor}" class="note">${escaped(line)}</text>`,
      );
    });
  }

  /** An arrow along points. */
  arrow(points: readonly Point[], style: "solid" | "dashed" = "solid"): void {
    const path = points.map(([x, y]) => `${x},${y}`).join(" ");
    const dashes = style === "dashed" ? ' stroke-dasharray="5 4"' : "";
    this.#parts.push(
      `<polyline points="${path}" fill="none" stroke="#1f262d" stroke-width="1.3"${dashes} marker-end="url(#head)"/>`,
    );
  }

  toSvg(): string {
    const size = `viewBox="0 0 ${this.#width} ${this.#height}" width="${this.#width}" height="${this.#height}"`;
    return `${[
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1f262d">`,
      `<title>${escaped(this.#title)}</title>`,
      "<style>.strong { font-weight: bold } .note { font-size: 12px; fill: #3d4650 }</style>",
      '<defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0.5 L8,4 L0,7.5 z" fill="#1f262d"/></marker></defs>',
      `<rect width="${this.#width}" height="${this.#height}" fill="#ffffff"/>`,
      ...this.#parts,
      "</svg>",
    ].join("\n")}\n`;
  }
}
