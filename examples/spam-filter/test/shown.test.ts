import { readFileSync } from "node:fs";
import { CHAINS } from "@chainlearn/example-kit/chains";
import { expect, it } from "vitest";
import { loadStoryMails } from "../src/mail/corpus.ts";
import { prepareMails } from "../src/mail/prepare.ts";
import { MECHANISMS, type MechanismName } from "../src/mechanism/mechanisms.ts";
import { parseOptions } from "../src/options.ts";
import { plot } from "../src/report/plot.ts";
import { runStory, type StoryResult } from "../src/story/run.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const picture = readFileSync(new URL("../../../docs/images/spam-filter.svg", import.meta.url), "utf8");
const { seed, contributions } = parseOptions([]);

async function tell(mechanism: MechanismName): Promise<StoryResult> {
  const testMails = MECHANISMS[mechanism].testMails(contributions);
  const mails = prepareMails(loadStoryMails(), seed, contributions, testMails);
  const chain = await CHAINS.local.start();
  try {
    return await runStory(chain, mails, { mechanism, seed });
  } finally {
    await chain.close();
  }
}

const percent = (share: number): string => (share * 100).toFixed(1);

/** Cells of a row of README's tables: what every contributor won or lost in million units. */
const balances = ({ outcomes }: StoryResult): string[] =>
  outcomes.slice(1).map(({ paid, received }) => {
    const won = Number(received - paid) / 1e6;
    return `${won > 0 ? "+" : ""}${won.toFixed(2)}`;
  });

const cells = (row: string): string[] => row.split("|").map((cell) => cell.trim());
const hasRow = (row: readonly string[]): boolean =>
  readme.split("\n").some((line) => cells(line).slice(1, -1).join("|") === row.join("|"));

it("the default story is the one that README and the picture show", async () => {
  const story = await tell("champion");
  const tests = story.milestones.flatMap(({ mark }) => mark ?? []).slice(0, -1);
  const row = [`${seed}`, percent(story.accuracyBefore), percent(story.accuracyAfter), tests.join(", ")];
  expect([...row, ...balances(story)]).toSatisfy(hasRow);
  // The chains tell the same story, as story.test.ts shows: the one in process stands for both.
  const onBoth = (["eip155:31337", "cosmos:chainlearn-embedded"] as const).map((chainId) => ({
    ...story,
    chainId,
  }));
  expect(plot(onBoth)).toBe(picture);
});

it("stake's story is the one that README shows", async () => {
  const story = await tell("stake");
  const lowest = Math.min(...story.evenings.map(({ accuracy }) => accuracy));
  const row = [story.accuracyBefore, lowest, story.accuracyAfter].map(percent);
  expect([`${seed}`, ...row, ...balances(story)]).toSatisfy(hasRow);
});
