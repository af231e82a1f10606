import { COLOURS, round, text } from "@chainlearn/example-kit/chart";
import { STAKE_UNITS } from "./composition.ts";
import { PEOPLE } from "./people.ts";
import type { StoryResult } from "./story.ts";

const WIDTH = 960;
const TOP = 70;
const ROW = 44;
const BAR = 14;

interface Bars {
  readonly left: number;
  readonly right: number;
  readonly most: number;
}

/** A bar from the middle of its part of the picture, with its value behind it. */
function bar({ left, right, most }: Bars, top: number, value: number, label: string, colour: string): string {
  const middle = (left + right) / 2;
  const length = (Math.abs(value) / most) * ((right - left) / 2 - 60);
  const from = value < 0 ? middle - length : middle;
  const at = value < 0 ? from - 6 : middle + length + 6;
  return [
    `<rect x="${round(from)}" y="${round(top)}" width="${round(length)}" height="${BAR}" fill="${colour}"/>`,
    text([at, top + BAR - 3], label, `text-anchor="${value < 0 ? "end" : "start"}" class="tick"`),
  ].join("");
}

/** The market as a picture (SVG): what each account changed in the test mails that were right, and what it won or lost. */
export function plot(stories: readonly StoryResult[]): string {
  const [story] = stories;
  if (!story) throw new RangeError("A plot needs at least one story.");
  const { passes, payouts, testItems, correctBefore } = story;
  const height = TOP + ROW * PEOPLE.length + 40;
  const scores = passes.flatMap((pass) => pass.scores.map((score) => Math.abs(score ?? 0)));
  const profits = payouts.slice(1).map(({ paid, received }) => Number(received - paid) / Number(STAKE_UNITS));
  const items: Bars = { left: 230, right: 580, most: Math.max(1, ...scores) };
  const money: Bars = { left: 610, right: 950, most: Math.max(1, ...profits.map(Math.abs)) };
  const shown = [passes[0]!, passes.at(-1)!];
  const rows = PEOPLE.map(({ name, role }, n) => {
    const top = TOP + ROW * n;
    const colour = COLOURS[n % COLOURS.length]!;
    const score = shown.map(({ scores: given }, k) => {
      const at = top + k * (BAR + 3);
      const value = given[n];
      return value === undefined
        ? text([(items.left + items.right) / 2 + 6, at + BAR - 3], "dropped", 'class="tick"')
        : bar(items, at, value, value > 0 ? `+${value}` : String(value), k === 0 ? `${colour}55` : colour);
    });
    const profit = profits[n]!;
    return [
      text([16, top + 13], name, `fill="${colour}" class="title"`),
      text([16, top + 28], role, 'class="tick"'),
      ...score,
      bar(money, top + 8, profit, `${profit > 0 ? "+" : ""}${profit.toFixed(1)}`, colour),
    ].join("\n");
  });
  const end = passes.at(-1)!;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1f262d">`,
    "<title>What each account changed in the test mails that were right, and what it won or lost</title>",
    "<style>.tick { font-size: 11px; fill: #56606b } .title { font-weight: bold }</style>",
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(
      [16, 26],
      `A bounty for a better spam filter on ${stories.map(({ chainId }) => chainId).join(" and ")}`,
      'font-size="15"',
    ),
    text(
      [items.left, 54],
      `Test mails gained or lost (pale: first of ${passes.length} passes)`,
      'class="title"',
    ),
    text([money.left, 54], "Won or lost, in stakes", 'class="title"'),
    ...[items, money].map(
      ({ left, right }) =>
        `<line x1="${(left + right) / 2}" x2="${(left + right) / 2}" y1="${TOP - 6}" y2="${height - 44}" stroke="#8a929b"/>`,
    ),
    ...rows,
    text(
      [16, height - 14],
      `${correctBefore} of ${testItems} hidden test mails were right before, ${end.correct} after`,
      "",
    ),
    "</svg>",
  ].join("\n")}\n`;
}
