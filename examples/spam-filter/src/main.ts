import { CHAINS } from "@chainlearn/example-kit/chains";
import { FAILED, runCommand } from "@chainlearn/example-kit/command";
import { inTurn } from "@chainlearn/example-kit/in-turn";
import { writeWhole } from "@chainlearn/example-kit/write";
import { loadStoryMails } from "./mail/corpus.ts";
import { prepareMails } from "./mail/prepare.ts";
import { MECHANISMS } from "./mechanism/mechanisms.ts";
import { HELP, parseOptions } from "./options.ts";
import { complaints } from "./report/complaints.ts";
import { jsonReport } from "./report/json.ts";
import { plot } from "./report/plot.ts";
import { summary } from "./report/table.ts";
import { runStory } from "./story/run.ts";

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  process.stderr.write("Reading the SpamAssassin corpus.\n");
  const testMails = MECHANISMS[options.mechanism].testMails(options.contributions);
  const mails = prepareMails(loadStoryMails(), options.seed, options.contributions, testMails);
  const { mechanism, seed } = options;
  const stories = await inTurn(options.chains, (chain, onProgress) =>
    runStory(chain, mails, { mechanism, seed, signal, onProgress }),
  );

  const titled = stories.map((story, i) => ({ title: CHAINS[options.chains[i]!].title, story }));
  const json = `${JSON.stringify(jsonReport(stories), undefined, 2)}\n`;
  const picture = await writeWhole(options.out, "spam-filter.svg", plot(stories));
  const data = await writeWhole(options.out, "spam-filter.json", json);
  const failures = complaints(stories);
  if (options.json) process.stdout.write(json);
  else {
    process.stdout.write(`\n${summary(titled)}\n`);
    if (stories.length > 1 && failures.length === 0)
      process.stdout.write("\nAll chains ended with the same model, bit for bit.\n");
    process.stdout.write(`\nPicture: ${picture}\nData: ${data}\n`);
  }
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  return failures.length > 0 ? FAILED : 0;
}

await runCommand({ help: HELP, run });
