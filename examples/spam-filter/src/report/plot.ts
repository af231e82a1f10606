import { axes, COLOURS, line, type Panel, round, spread, text, x, y } from "@chainlearn/example-kit/chart";
import type { Evening, Outcome, StoryResult } from "../story/run.ts";
import type { Milestone } from "../story/stage.ts";

const WIDTH = 960;
const HEIGHT = 500;
const TOP = 84;
const BOTTOM = 444;
const LEFT = { left: 64, right: 376 };
const RIGHT = { left: 520, right: 800 };
const LABEL_GAP = 15;
const SERVED_COLOUR = "#1f262d";
const CHALLENGER_COLOUR = "#b07800";
const MARK_COLOUR = "#8a929b";

type Points = readonly (readonly [day: number, value: number])[];

/** Lines of several chains lie on each other when they agree: the first is drawn wide and pale, the next ones thin. */
const stroke = (colour: string, chain: number): string =>
  chain === 0
    ? `stroke="${colour}" stroke-width="5" stroke-opacity="0.35"`
    : `stroke="${colour}" stroke-width="1.6"`;

const millions = (units: bigint): number => Number(units) / 1e6;
const signed = (value: number): string => `${value > 0 ? "+" : ""}${value.toFixed(1)}`.replace("-", "−");

/** A value holds until the next evening: nothing is known of the hours between. */
const steps = (points: Points): Points =>
  points.flatMap(([day, value], i) => [[day, points[i - 1]?.[1] ?? value] as const, [day, value] as const]);

const accuracyOf = (evenings: readonly Evening[]): Points =>
  steps(evenings.map(({ day, accuracy }) => [day, accuracy * 100]));

/** Empty where no copy is trained beside the served one. */
const challengerOf = (evenings: readonly Evening[]): Points =>
  steps(
    evenings.flatMap(({ day, challengerAccuracy }) =>
      challengerAccuracy === undefined ? [] : [[day, challengerAccuracy * 100] as const],
    ),
  );

/** Dashed lines on the days of milestones, with their words where there is room for words. */
const marks = (panel: Panel, milestones: readonly Milestone[], withWords: boolean): string[] =>
  milestones.flatMap(({ day, mark }) => {
    if (mark === undefined) return [];
    const at = round(x(panel, day));
    const rule = `<line x1="${at}" x2="${at}" y1="${panel.top}" y2="${panel.bottom}" stroke="${MARK_COLOUR}" stroke-dasharray="2 3"/>`;
    if (!withWords) return [rule];
    return [rule, text([x(panel, day) - 4, panel.top + 11], mark, 'text-anchor="end" class="tick"')];
  });

/** Names behind the ends of lines. */
function labels(
  panel: Panel,
  ends: readonly { readonly value: number; readonly label: string; readonly colour: string }[],
): string[] {
  const places = spread(
    ends.map(({ value }) => y(panel, value) + 4),
    LABEL_GAP,
    panel.bottom,
  );
  return ends.map(({ label, colour }, i) => text([panel.right + 8, places[i]!], label, `fill="${colour}"`));
}

/** Accuracy of the served model and of the challenger. */
function accuracyPanel(stories: readonly StoryResult[], days: number, drawn: number): string[] {
  const first = stories[0]!;
  const both = stories.flatMap(({ evenings }) => [...accuracyOf(evenings), ...challengerOf(evenings)]);
  const values = both.map(([, value]) => value);
  const panel: Panel = {
    ...{ ...LEFT, top: TOP, bottom: BOTTOM, days },
    min: Math.floor(Math.min(...values) - 1),
    max: Math.min(100, Math.ceil(Math.max(...values) + 1)),
  };
  const challenger = challengerOf(first.evenings).at(-1)?.[1];
  return [
    axes(panel, "Accuracy on held-back mail (%)", round),
    ...marks(panel, first.milestones, true),
    ...stories.flatMap(({ evenings }, chain) => [
      ...(challenger === undefined
        ? []
        : [
            line(
              panel,
              challengerOf(evenings),
              `${stroke(CHALLENGER_COLOUR, chain + drawn)} class="challenger"`,
            ),
          ]),
      line(panel, accuracyOf(evenings), stroke(SERVED_COLOUR, chain + drawn)),
    ]),
    ...labels(panel, [
      {
        ...{ value: first.accuracyAfter * 100, colour: SERVED_COLOUR },
        label: `served ${(first.accuracyAfter * 100).toFixed(1)}`,
      },
      ...(challenger === undefined
        ? []
        : [{ value: challenger, label: `challenger ${challenger.toFixed(1)}`, colour: CHALLENGER_COLOUR }]),
    ]),
  ];
}

/** Who is shown where: the one who lies loses so much that the others' lines would be flat beside his. */
const MONEY = [
  {
    title: "Won or lost, open deposits included (million units)",
    ...{ top: TOP, bottom: TOP + 190 },
    isShown: (role: Outcome["role"]): boolean => role !== "flipper",
  },
  {
    title: "The same of the account that lies",
    ...{ top: TOP + 260, bottom: BOTTOM },
    isShown: (role: Outcome["role"]): boolean => role === "flipper",
  },
] as const;

/** What some of the accounts won or lost. */
function moneyPanel(
  stories: readonly StoryResult[],
  days: number,
  drawn: number,
  { title, top, bottom, isShown }: (typeof MONEY)[number],
): string[] {
  const first = stories[0]!;
  const shown = first.outcomes.flatMap(({ role }, i) => (isShown(role) ? [i] : []));
  const coins = stories.flatMap(({ evenings }) =>
    evenings.flatMap(({ standings }) => shown.map((i) => millions(standings[i]!))),
  );
  const padding = (Math.max(...coins) - Math.min(...coins)) * 0.08 || 1;
  const panel: Panel = {
    ...{ ...RIGHT, top, bottom, days },
    ...{ min: Math.min(...coins) - padding, max: Math.max(...coins) + padding },
  };
  const colour = (i: number): string => COLOURS[i % COLOURS.length]!;
  return [
    axes(panel, title, round),
    ...marks(panel, first.milestones, false),
    ...stories.flatMap(({ evenings }, chain) =>
      shown.map((i) =>
        line(
          panel,
          evenings.map(({ day, standings }) => [day, millions(standings[i]!)]),
          stroke(colour(i), chain + drawn),
        ),
      ),
    ),
    ...labels(
      panel,
      shown.map((i) => {
        const { name, role } = first.outcomes[i]!;
        const value = millions(first.evenings.at(-1)!.standings[i]!);
        return { value, label: `${name}, ${role} ${signed(value)}`, colour: colour(i) };
      }),
    ),
  ];
}

/**
 * The story as a picture (SVG): accuracy on held-back mail, and what every account won or lost, day by day.
 * @param stories the same story on one or more chains
 */
export function plot(stories: readonly StoryResult[]): string {
  const [first] = stories;
  if (!first) throw new RangeError("A plot needs at least one story.");
  const days = Math.max(7, ...stories.flatMap(({ evenings }) => evenings.map(({ day }) => day)));
  const same = stories.length > 1 && stories.every(({ stateHash }) => stateHash === first.stateHash);
  const where = stories.map(({ chainId }) => chainId).join(" and ");
  const drawn = stories.length === 1 ? 1 : 0;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1f262d">`,
    "<title>Accuracy on held-back mail, and what every account won or lost, day by day</title>",
    "<style>.tick { font-size: 11px; fill: #56606b } .title { font-weight: bold } .challenger { stroke-dasharray: 5 3 }</style>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(
      [LEFT.left, 28],
      `${first.mechanism}: ${first.contributions} contributions on ${where}${same ? ": the same model, bit for bit" : ""}`,
      'font-size="15"',
    ),
    ...accuracyPanel(stories, days, drawn),
    ...MONEY.flatMap((panel) => moneyPanel(stories, days, drawn, panel)),
    "</svg>",
  ].join("\n")}\n`;
}
