/** Okabe and Ito's palette: distinguishable for colour-blind readers. */
export const COLOURS: readonly string[] = ["#56606b", "#0072b2", "#009e73", "#56b4e9", "#cc79a7", "#d55e00"];

/** A part of a picture (SVG) with days to the right and values upwards. */
export interface Panel {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly days: number;
  readonly min: number;
  readonly max: number;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
/** A tenth is as fine as a picture can be read. */
export const round = (value: number): string => String(Math.round(value * 10) / 10);
/** Distance of a day from the picture's left edge. */
export const x = (panel: Panel, day: number): number =>
  panel.left + ((panel.right - panel.left) * day) / panel.days;
/** Height of a value in the picture. */
export const y = (panel: Panel, value: number): number =>
  panel.bottom - ((panel.bottom - panel.top) * (value - panel.min)) / (panel.max - panel.min);

/** @param at left end of the base line, unless the attributes say otherwise */
export function text(at: readonly [number, number], content: string, attributes = ""): string {
  return `<text x="${round(at[0])}" y="${round(at[1])}" ${attributes}>${escaped(content)}</text>`;
}

/** @param points day and value */
export function line(
  panel: Panel,
  points: readonly (readonly [number, number])[],
  attributes: string,
): string {
  const path = points.map(([day, value]) => `${round(x(panel, day))},${round(y(panel, value))}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke-linejoin="round" ${attributes}/>`;
}

/** A step of 1, 2 or 5 times a power of ten that gives about five ticks. */
function tickStep(range: number): number {
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!;
}

/** Grid, ticks and title. @param daysPerTick distance of the days that are written below */
export function axes(
  panel: Panel,
  title: string,
  format: (value: number) => string,
  daysPerTick = 7,
): string {
  const step = tickStep(panel.max - panel.min);
  const ticks: string[] = [];
  for (let value = Math.ceil(panel.min / step) * step; value <= panel.max + step / 1e6; value += step) {
    const at = y(panel, value);
    ticks.push(
      `<line x1="${panel.left}" x2="${panel.right}" y1="${round(at)}" y2="${round(at)}" stroke="${Math.abs(value) < step / 1e6 ? "#8a929b" : "#e3e6ea"}"/>`,
      text([panel.left - 8, at + 4], format(value), 'text-anchor="end" class="tick"'),
    );
  }
  for (let day = 0; day <= panel.days; day += daysPerTick) {
    ticks.push(text([x(panel, day), panel.bottom + 18], String(day), 'text-anchor="middle" class="tick"'));
  }
  return [
    ...ticks,
    text([panel.left, panel.top - 16], title, 'class="title"'),
    text([(panel.left + panel.right) / 2, panel.bottom + 36], "day", 'text-anchor="middle" class="tick"'),
  ].join("\n");
}

/** Moves labels apart that would lie on each other, none below the bottom; keeps their order. */
export function spread(wanted: readonly number[], gap: number, bottom: number): number[] {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at);
  for (let i = 1; i < order.length; i++) {
    order[i]!.at = Math.max(order[i]!.at, order[i - 1]!.at + gap);
  }
  const overflow = Math.max(0, (order.at(-1)?.at ?? 0) - bottom);
  const out = [...wanted];
  for (const { at, i } of order) out[i] = at - overflow;
  return out;
}
