import { CHAINS, type ChainName } from "@chainlearn/example-kit/chains";
import { FAILED, runCommand } from "@chainlearn/example-kit/command";
import { createProgress, type Progress } from "@chainlearn/example-kit/progress";
import { writeWhole } from "@chainlearn/example-kit/write";
import { loadStoryMails } from "./mail/corpus.ts";
import { type MailParts, prepareMails } from "./mail/prepare.ts";
import { MECHANISMS } from "./mechanism/mechanisms.ts";
import { HELP, type Options, parseOptions } from "./options.ts";
import { complaints } from "./report/complaints.ts";
import { jsonReport } from "./report/json.ts";
import { plot } from "./report/plot.ts";
import { summary } from "./report/table.ts";
import { runStory, type StoryResult } from "./story/run.ts";

async function tellOn(
  name: ChainName,
  mails: MailParts,
  options: Options,
  progress: Progress,
  signal: AbortSignal,
): Promise<StoryResult> {
  const { title, start } = CHAINS[name];
  progress.update(title, 0, "starting");
  const chain = await start();
  try {
    const story = await runStory(chain, mails, {
      mechanism: options.mechanism,
      seed: options.seed,
      signal,
      onProgress: (done, what) => progress.update(title, done, what),
    });
    progress.update(title, 1, "done");
    return story;
  } finally {
    await chain.close();
  }
}

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  process.stderr.write("Reading the SpamAssassin corpus.\n");
  const testMails = MECHANISMS[options.mechanism].testMails(options.contributions);
  const mails = prepareMails(loadStoryMails(), options.seed, options.contributions, testMails);
  const progress = createProgress(
    options.chains.map((name) => CHAINS[name].title),
    process.stderr,
  );
  const stories: StoryResult[] = [];
  try {
    for (const name of options.chains) stories.push(await tellOn(name, mails, options, progress, signal));
  } finally {
    progress.end();
  }

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
