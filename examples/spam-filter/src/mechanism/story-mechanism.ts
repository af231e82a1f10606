import type { ActedEntry, Composition } from "@chainlearn/core";
import type { LabelledSample } from "../mail/prepare.ts";
import type { OpenContribution } from "../story/books.ts";
import type { Stage } from "../story/stage.ts";

/** What one action did to a contribution, as the log tells it. */
export interface Effect {
  /** Who got the amount of the entry. */
  readonly receiver: string;
  /** Units of the deposit that may still come back. */
  readonly left: bigint;
  /** The model agreed with the label. */
  readonly agreed: boolean;
}

/** What the people of one story do besides contributing. */
export interface Routine {
  /** Before the first contribution. */
  begin(): Promise<void>;
  /** Every evening, from day 0 on. */
  evening(day: number): Promise<void>;
  /** `lockDays` after the last evening. */
  end(): Promise<void>;
}

/** How the story plays with one mechanism. */
export interface StoryMechanism {
  /** What is deployed, the same value for every chain; the encoder's words come from the mails. */
  readonly composition: Composition;
  /** Actions of the mechanism in the order in which tables list them. */
  readonly actions: readonly string[];
  /** The role that the deployer takes. */
  readonly deployerRole: string;
  /** Days after the last evening until every deposit can be claimed. */
  readonly lockDays: number;
  /** How many labelled mails the deployer keeps to test the model with. */
  testMails(contributions: number): number;
  effect(action: string, entry: ActedEntry, contribution: OpenContribution): Effect;
  /** Units that an action about no contribution adds to what its sender will get back. */
  pledged(action: string, entry: ActedEntry): bigint;
  routine(stage: Stage, testMails: readonly LabelledSample[]): Routine;
}
