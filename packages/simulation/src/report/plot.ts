import { axes, COLOURS, line, type Panel, text } from "@chainlearn/example-kit/chart";
import { SCENARIOS } from "../people.ts";
import type { Result } from "./result.ts";

const WIDTH = 960;
const LEFT = 64;
const GAP = 84;
const PANEL_WIDTH = (WIDTH - LEFT - GAP - 24) / 2;
const PANEL_HEIGHT = 170;
const ROW_HEIGHT = 268;
const HEAD = 56;
const DAYS_PER_TICK = 10;

const COLOUR: Readonly<Record<string, string>> = {
  champion: COLOURS[1]!,
  stake: COLOURS[5]!,
  points: COLOURS[2]!,
};
const ATTACKERS = 'stroke-dasharray="5 3"';

const ACCURACY = 1;
const HONEST = 2;
const ATTACKER = 3;

const column = ({ curve }: Result, at: number): [number, number][] =>
  curve.flatMap((point) => (point[at] === undefined ? [] : [[point[0]!, point[at]]]));

function panelOf(row: number, place: number, days: number, values: readonly number[]): Panel {
  const left = LEFT + place * (PANEL_WIDTH + GAP);
  const top = HEAD + row * ROW_HEIGHT + 40;
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const padding = Math.max(1, (max - min) * 0.06);
  return {
    ...{ left, right: left + PANEL_WIDTH, top, bottom: top + PANEL_HEIGHT, days },
    ...{ min: min - padding, max: max + padding },
  };
}

/**
 * Accuracy (left) and balances (right) over time (SVG).
 * @param rows each row has the results of one scenario; several mechanisms and seeds lie in one panel
 */
export function plot(
  rows: readonly { readonly title: string; readonly results: readonly Result[] }[],
): string {
  const shown = [...new Set(rows.flatMap(({ results }) => results.map(({ mechanism }) => mechanism)))];
  const height = HEAD + rows.length * ROW_HEIGHT;
  const drawn = rows.flatMap(({ title, results }, row) => {
    const days = Math.max(...results.map(({ curve }) => curve.at(-1)![0]!));
    // Points cannot be drawn beside percent.
    const paid = results.filter(({ counts }) => counts === "coins");
    const withMoney = paid.length > 0 ? paid : results;
    const unit = paid.length > 0 ? "Balance (% of the start)" : "Points";
    const accuracy = panelOf(
      row,
      0,
      days,
      results.flatMap((result) => column(result, ACCURACY).map(([, value]) => value)),
    );
    const money = panelOf(
      row,
      1,
      days,
      withMoney.flatMap((result) =>
        [HONEST, ATTACKER].flatMap((at) => column(result, at).map(([, value]) => value)),
      ),
    );
    const stroke = ({ mechanism }: Result): string => `stroke="${COLOUR[mechanism]}" stroke-width="1.6"`;
    return [
      text([LEFT, accuracy.top - 34], title, 'font-size="14"'),
      axes(accuracy, "Accuracy (% of the test mails)", String, DAYS_PER_TICK),
      ...results.map((result) => line(accuracy, column(result, ACCURACY), stroke(result))),
      axes(money, `${unit}: honest median, attackers dashed`, String, DAYS_PER_TICK),
      ...withMoney.map((result) => line(money, column(result, HONEST), stroke(result))),
      ...withMoney.map((result) => line(money, column(result, ATTACKER), `${stroke(result)} ${ATTACKERS}`)),
    ];
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1f262d">`,
    "<title>Accuracy and balances over time</title>",
    "<style>.tick { font-size: 11px; fill: #56606b } .title { font-weight: bold; font-size: 12px }</style>",
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...shown.map((mechanism, i) =>
      text([LEFT + i * 110, 26], mechanism, `font-weight="bold" fill="${COLOUR[mechanism]}"`),
    ),
    ...drawn,
    "</svg>",
  ].join("\n")}\n`;
}

/** The picture of one scenario. */
export const plotScenario = (results: readonly Result[]): string =>
  plot([{ title: `${SCENARIOS[results[0]!.scenario].title}; ${results[0]!.model}`, results }]);
