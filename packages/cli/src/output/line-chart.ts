/** A line of {@link lineChart}. */
export interface Series {
  readonly name: string;
  /** x, and a share from 0 to 1. */
  readonly points: readonly (readonly [x: number, share: number])[];
}

const WIDTH = 720;
const HEIGHT = 360;
const LEFT = 56;
const RIGHT = 24;
const TOP = 48;
const BOTTOM = 48;
/** Distinguishable for colour-blind readers (Okabe and Ito). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];
const SHARES = [0, 0.25, 0.5, 0.75, 1];

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
/** A tenth is as fine as a picture can be read. */
const fine = (value: number): string => String(Math.round(10 * value) / 10);

/** Shares over a count as a picture (SVG). */
export function lineChart(title: string, xTitle: string, series: readonly Series[]): string {
  const most = Math.max(1, ...series.flatMap(({ points }) => points.map(([x]) => x)));
  const x = (value: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * value) / most;
  const y = (share: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
  const text = (at: readonly [number, number], content: string, attributes = ""): string =>
    `<text x="${fine(at[0])}" y="${fine(at[1])}"${attributes}>${escaped(content)}</text>`;
  const grid = SHARES.flatMap((share) => [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fine(y(share))}" y2="${fine(y(share))}" stroke="#e3e6ea"/>`,
    text([LEFT - 8, y(share) + 4], `${100 * share} %`, ' text-anchor="end"'),
  ]);
  const lines = series.flatMap(({ name, points }, k) => {
    const colour = COLOURS[k % COLOURS.length]!;
    const path = points.map(([at, share]) => `${fine(x(at))},${fine(y(share))}`).join(" ");
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`,
      text([LEFT + 180 * k, TOP - 10], name, ` fill="${colour}"`),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text([LEFT, 20], title, ' font-size="15"'),
    ...grid,
    text([LEFT, HEIGHT - BOTTOM + 18], "0", ' text-anchor="middle"'),
    text([WIDTH - RIGHT, HEIGHT - BOTTOM + 18], most.toLocaleString("en"), ' text-anchor="end"'),
    text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10], xTitle, ' text-anchor="middle"'),
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}
