import type { StoryResult } from "../story/run.ts";

const WIDTH = 960;
const HEIGHT = 420;
const TOP = 72;
const BOTTOM = 364;
/** Okabe and Ito's palette: distinguishable for colour-blind readers. */
const COLOURS = ["#56606b", "#0072b2", "#009e73", "#56b4e9", "#cc79a7", "#d55e00"];
const ACCURACY_COLOUR = "#0072b2";

interface Panel {
  readonly left: number;
  readonly right: number;
  readonly days: number;
  readonly min: number;
  readonly max: number;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const round = (value: number): string => String(Math.round(value * 10) / 10);
const x = (panel: Panel, day: number): number => panel.left + ((panel.right - panel.left) * day) / panel.days;
const y = (panel: Panel, value: number): number =>
  BOTTOM - ((BOTTOM - TOP) * (value - panel.min)) / (panel.max - panel.min);

function text(at: readonly [number, number], content: string, attributes = ""): string {
  return `<text x="${round(at[0])}" y="${round(at[1])}" ${attributes}>${escaped(content)}</text>`;
}

function line(panel: Panel, points: readonly (readonly [number, number])[], attributes: string): string {
  const path = points.map(([day, value]) => `${round(x(panel, day))},${round(y(panel, value))}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke-linejoin="round" ${attributes}/>`;
}

/** A step of 1, 2 or 5 times a power of ten that gives about five ticks. */
function tickStep(range: number): number {
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!;
}

function axes(panel: Panel, title: string, format: (value: number) => string): string {
  const step = tickStep(panel.max - panel.min);
  const ticks: string[] = [];
  for (let value = Math.ceil(panel.min / step) * step; value <= panel.max + step / 1e6; value += step) {
    const at = y(panel, value);
    ticks.push(
      `<line x1="${panel.left}" x2="${panel.right}" y1="${round(at)}" y2="${round(at)}" stroke="${Math.abs(value) < step / 1e6 ? "#8a929b" : "#e3e6ea"}"/>`,
      text([panel.left - 8, at + 4], format(value), 'text-anchor="end" class="tick"'),
    );
  }
  for (let day = 0; day <= panel.days; day += 7) {
    ticks.push(text([x(panel, day), BOTTOM + 18], String(day), 'text-anchor="middle" class="tick"'));
  }
  return [
    ...ticks,
    text([panel.left, TOP - 16], title, 'class="title"'),
    text([(panel.left + panel.right) / 2, BOTTOM + 36], "day", 'text-anchor="middle" class="tick"'),
  ].join("\n");
}

/** Moves labels apart that would lie on each other; keeps their order. */
function spread(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at);
  for (let i = 1; i < order.length; i++) {
    order[i]!.at = Math.max(order[i]!.at, order[i - 1]!.at + gap);
  }
  const overflow = Math.max(0, (order.at(-1)?.at ?? 0) - BOTTOM);
  const out = [...wanted];
  for (const { at, i } of order) out[i] = at - overflow;
  return out;
}

/** Lines of several chains lie on each other when they agree: the first is drawn wide and pale, the next ones thin. */
const stroke = (colour: string, chain: number): string =>
  chain === 0
    ? `stroke="${colour}" stroke-width="5" stroke-opacity="0.35"`
    : `stroke="${colour}" stroke-width="1.6"`;

/**
 * The story as a picture (SVG): accuracy on held-back mail, and what every account won or lost, day by day.
 * @param stories the same story on one or more chains
 */
export function plot(stories: readonly StoryResult[]): string {
  const first = stories[0];
  if (!first) throw new RangeError("A plot needs at least one story.");
  const evenings = stories.flatMap((story) => story.evenings);
  const days = Math.max(7, ...evenings.map(({ day }) => day));
  const accuracies = evenings.map((evening) => evening.accuracy * 100);
  const coins = evenings.flatMap(({ standings }) => standings.map((units) => Number(units) / 1e6));
  const padding = (Math.max(...coins) - Math.min(...coins)) * 0.05 || 1;
  const accuracy: Panel = {
    left: 64,
    right: 400,
    days,
    min: Math.floor(Math.min(...accuracies) - 2),
    max: Math.min(100, Math.ceil(Math.max(...accuracies) + 2)),
  };
  const money: Panel = {
    left: 490,
    right: 830,
    days,
    min: Math.min(...coins) - padding,
    max: Math.max(...coins) + padding,
  };
  const people = first.outcomes;
  const lastStandings = first.evenings.at(-1)!.standings.map((units) => Number(units) / 1e6);
  const labels = spread(
    lastStandings.map((value) => y(money, value) + 4),
    15,
  );
  const same = stories.every((story) => story.stateHash === first.stateHash);
  const where = stories.map((story) => story.chainId).join(" and ");
  const drawn = stories.length === 1 ? 1 : 0;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1f262d">`,
    "<title>Accuracy on held-back mail, and what every account won or lost, day by day</title>",
    "<style>.tick { font-size: 11px; fill: #56606b } .title { font-weight: bold }</style>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(
      [accuracy.left, 28],
      `${first.contributions} contributions on ${where}${stories.length > 1 && same ? ": the same model, bit for bit" : ""}`,
      'font-size="15"',
    ),
    axes(accuracy, "Accuracy on held-back mail (%)", (value) => String(Math.round(value * 10) / 10)),
    ...stories.map((story, chain) =>
      line(
        accuracy,
        story.evenings.map((evening) => [evening.day, evening.accuracy * 100]),
        stroke(ACCURACY_COLOUR, chain + drawn),
      ),
    ),
    axes(money, "Won or lost, open deposits included (million units)", (value) => round(value)),
    ...stories.flatMap((story, chain) =>
      people.map((_, i) =>
        line(
          money,
          story.evenings.map(({ day, standings }) => [day, Number(standings[i]!) / 1e6]),
          stroke(COLOURS[i % COLOURS.length]!, chain + drawn),
        ),
      ),
    ),
    ...people.map(({ name, role }, i) =>
      text([money.right + 8, labels[i]!], `${name}, ${role}`, `fill="${COLOURS[i % COLOURS.length]}"`),
    ),
    "</svg>",
  ].join("\n")}\n`;
}
