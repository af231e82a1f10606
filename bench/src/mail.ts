import { loadStoryMails } from "@chainlearn/example-spam-filter/mail/corpus";
import { prepareMails } from "@chainlearn/example-spam-filter/mail/prepare";
import { SAMPLES_PER_ROW } from "./workloads.ts";

/** The first contributions of the spam filter example: words ordered by frequency, so a mail's cells share slots. */
export function realMail(): number[][] {
  const { contributions } = prepareMails(loadStoryMails(), 1, 300);
  return contributions.slice(0, SAMPLES_PER_ROW).map(({ sample }) => [...sample.indices]);
}
