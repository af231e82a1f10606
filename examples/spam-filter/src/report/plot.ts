import { axes, COLOURS, line, type Panel, round, spread, text, y } from "@chainlearn/example-kit/chart";
import type { StoryResult } from "../story/run.ts";

const WIDTH = 960;
const HEIGHT = 420;
const TOP = 72;
const BOTTOM = 364;
const ACCURACY_COLOUR = "#0072b2";

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
    top: TOP,
    bottom: BOTTOM,
    days,
    min: Math.floor(Math.min(...accuracies) - 2),
    max: Math.min(100, Math.ceil(Math.max(...accuracies) + 2)),
  };
  const money: Panel = {
    left: 490,
    right: 830,
    top: TOP,
    bottom: BOTTOM,
    days,
    min: Math.min(...coins) - padding,
    max: Math.max(...coins) + padding,
  };
  const people = first.outcomes;
  const lastStandings = first.evenings.at(-1)!.standings.map((units) => Number(units) / 1e6);
  const labels = spread(
    lastStandings.map((value) => y(money, value) + 4),
    15,
    BOTTOM,
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
      `${first.mechanism}: ${first.contributions} contributions on ${where}${stories.length > 1 && same ? ": the same model, bit for bit" : ""}`,
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
