import { seededRandom, shuffled } from "@chainlearn/example-kit/random";
import { DAY } from "../composition.ts";
import type { LabelledSample } from "../mail/prepare.ts";

/** Contributions a day. */
const PER_DAY = 20;
/** Evenings without a contribution before, so that the last ones can be judged as well. */
const LAST_EVENINGS = 2;
const MORNING = 8 * 3_600;
const SLOT = 36 * 60;
/** Share of the contributions that the account with the wrong labels makes. */
const FLIPPED_SHARE = 0.06;

/** How many evenings a story has, before deposits are waited for. */
export const eveningsOf = (contributions: number): number =>
  Math.ceil(contributions / PER_DAY) + LAST_EVENINGS;

/** Somebody gives the model a mail. */
export interface PlannedContribution extends LabelledSample {
  /** Seconds after the story's first midnight. */
  readonly time: number;
  /** Position among the story's contributors; the last one flips labels. */
  readonly contributor: number;
  /** What the contributor says; the flipper says the opposite of the truth. */
  readonly claimed: number;
}

/**
 * Who contributes which mail when; decided by the seed alone, so that every chain sees the same story.
 * @returns the contributions of each day in order of time
 */
export function planStory(
  mails: readonly LabelledSample[],
  contributors: number,
  seed: number,
): PlannedContribution[][] {
  const random = seededRandom(seed);
  const flipper = contributors - 1;
  const flips = Math.max(1, Math.round(mails.length * FLIPPED_SHARE));
  const flipped = new Set(shuffled([...mails.keys()], random).slice(0, flips));
  const days: PlannedContribution[][] = [];
  mails.forEach((mail, i) => {
    const day = Math.floor(i / PER_DAY);
    const wrong = flipped.has(i);
    const contributor = wrong ? flipper : Math.floor(random() * flipper);
    const time = day * DAY + MORNING + (i % PER_DAY) * SLOT + Math.floor(random() * SLOT * 0.8);
    const today = days[day] ?? [];
    days[day] = today;
    today.push({ ...mail, time, contributor, claimed: wrong ? 1 - mail.label : mail.label });
  });
  return days;
}
