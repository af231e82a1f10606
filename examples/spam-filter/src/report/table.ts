import { aligned } from "@chainlearn/example-kit/text-table";
import { MECHANISMS } from "../mechanism/mechanisms.ts";
import type { StoryResult } from "../story/run.ts";
import { isVerified } from "./json.ts";

/** A story with the name of its chain for people. */
export interface TitledStory {
  readonly title: string;
  readonly story: StoryResult;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const grouped = (value: bigint | number): string => value.toLocaleString("en-US");
const signed = (value: bigint): string => `${value > 0n ? "+" : ""}${grouped(value)}`;
const shortened = (text: string): string =>
  text.length > 26 ? `${text.slice(0, 12)}…${text.slice(-8)}` : text;

function verdict({ verification }: StoryResult): string {
  if (verification.ok && verification.code.matches)
    return `yes, ${grouped(verification.entries)} log entries`;
  return "NO";
}

function overview(stories: readonly TitledStory[]): string {
  const row = (name: string, cell: (story: StoryResult) => string): string[] => [
    name,
    ...stories.map(({ story }) => cell(story)),
  ];
  return aligned([
    ["", ...stories.map(({ title }) => title)],
    row("chain", ({ chainId }) => chainId),
    row("mechanism", ({ mechanism }) => mechanism),
    row("contract", ({ receipt }) => shortened(receipt.address)),
    row("accuracy on held-back mail, before", ({ accuracyBefore }) => percent(accuracyBefore)),
    row("  lowest on the way", ({ evenings }) =>
      percent(Math.min(...evenings.map(({ accuracy }) => accuracy))),
    ),
    row("  after", ({ accuracyAfter }) => percent(accuracyAfter)),
    row("predictions compared with the chain's", ({ comparedPredictions }) => grouped(comparedPredictions)),
    row("model state hash", ({ stateHash }) => shortened(stateHash)),
    row("verified", verdict),
  ]);
}

/** What happened, day by day; the same on all chains. */
function events([first]: readonly TitledStory[]): string[] {
  const { milestones } = first!.story;
  const rows = milestones.map(({ day, text }) => [String(day), text]);
  return rows.length > 0 ? [aligned([["day", "what happened"], ...rows], 2)] : [];
}

function accounts(stories: readonly TitledStory[]): string {
  const [first] = stories;
  const people = first!.story.outcomes.map(({ name, role, contributed, agreed }, i) => [
    `${name}, ${role}`,
    grouped(contributed),
    grouped(agreed),
    ...stories.map(({ story }) => {
      const { paid, received } = story.outcomes[i]!;
      return signed(received - paid);
    }),
  ]);
  const header = ["won or lost, in units", "mails", "agreed", ...stories.map(({ title }) => title)];
  return aligned([header, ...people]);
}

function gas(stories: readonly TitledStory[]): string {
  const { actions } = MECHANISMS[stories[0]!.story.mechanism];
  const used = ["deploy", "addData", ...actions].filter((action) =>
    stories.some(({ story }) => story.gas[action]),
  );
  const rows = used.map((action) => [
    action,
    grouped(stories[0]!.story.gas[action]?.count ?? 0),
    ...stories.map(({ story }) => grouped(story.gas[action]?.mean ?? 0)),
  ]);
  return aligned([["mean gas", "calls", ...stories.map(({ title }) => title)], ...rows]);
}

/** Where a verification failed, one line for each chain where it did. */
function differences(stories: readonly TitledStory[]): string[] {
  return stories
    .filter(({ story }) => !isVerified(story))
    .map(({ title, story: { verification } }) => {
      const first = verification.firstDifference;
      return first
        ? `${title}: ${first.where}: expected ${first.expected}, found ${first.actual}.`
        : `${title}: ${verification.code.difference ?? "the code on chain is not what the sources build"}.`;
    });
}

/** What the stories came to, for people. */
export const summary = (stories: readonly TitledStory[]): string =>
  [overview(stories), ...events(stories), accounts(stories), gas(stories), ...differences(stories)].join(
    "\n\n",
  );
