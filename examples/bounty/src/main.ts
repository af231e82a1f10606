import { CHAINS } from "@chainlearn/example-kit/chains";
import { FAILED, runCommand } from "@chainlearn/example-kit/command";
import { inTurn } from "@chainlearn/example-kit/in-turn";
import { writeWhole } from "@chainlearn/example-kit/write";
import { prepareMails } from "./mails.ts";
import { HELP, parseOptions } from "./options.ts";
import { PEOPLE } from "./people.ts";
import { plot } from "./plot.ts";
import { agree, isVerified, jsonReport, summary } from "./report.ts";
import { runStory } from "./story.ts";

const TEST_PARTS = 5;
const INITIAL = 10;
const HELD_BACK = 1_000;

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  process.stderr.write("Reading the SpamAssassin corpus.\n");
  const mails = prepareMails(options.seed, {
    ...{ initial: INITIAL, testParts: TEST_PARTS, itemsPerPart: options.items, heldBack: HELD_BACK },
    contributions: options.contributions * PEOPLE.length,
  });
  const stories = await inTurn(options.chains, (chain, onProgress) =>
    runStory(chain, mails, { signal, onProgress }),
  );
  const json = `${JSON.stringify(jsonReport(stories), undefined, 2)}\n`;
  const picture = await writeWhole(options.out, "bounty.svg", plot(stories));
  const data = await writeWhole(options.out, "bounty.json", json);
  if (options.json) process.stdout.write(json);
  else {
    for (const [k, story] of stories.entries())
      process.stdout.write(`\n${summary(CHAINS[options.chains[k]!].title, story)}\n`);
    process.stdout.write(`\nPicture: ${picture}\nData: ${data}\n`);
  }
  const same = agree(stories);
  if (!same) process.stderr.write("The chains do not agree about scores or payouts.\n");
  return same && stories.every(isVerified) ? 0 : FAILED;
}

await runCommand({ help: HELP, run });
