import { accountId, type EncoderIdentity } from "@chainlearn/core";
import { MECHANISMS } from "../mechanism/mechanisms.ts";
import type { GasUse } from "../story/gas.ts";
import type { StoryResult } from "../story/run.ts";
import type { Milestone } from "../story/stage.ts";

/** One chain of the JSON document; amounts are decimal strings in units. */
export interface ChainReport {
  /** CAIP-2. */
  readonly chain: string;
  readonly mechanism: string;
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** How the mails became samples. */
  readonly encoder: EncoderIdentity;
  readonly contributions: number;
  /** Transactions by action of the mechanism. */
  readonly actions: Readonly<Record<string, number>>;
  /** Share of held-back mails with the right label, 0 to 1. */
  readonly accuracyBefore: number;
  readonly accuracyAfter: number;
  /** Accuracy at the end of each day: of the served model, and of the challenger where there is one. */
  readonly curve: readonly {
    readonly day: number;
    readonly contributions: number;
    readonly accuracy: number;
    readonly challenger?: number;
  }[];
  readonly milestones: readonly Milestone[];
  readonly stateHash: string;
  readonly balances: readonly {
    /** CAIP-10. */
    readonly account: string;
    readonly name: string;
    readonly role: string;
    readonly contributed: number;
    /** Contributions that the model came to agree with. */
    readonly agreed: number;
    readonly paid: string;
    readonly received: string;
    readonly profit: string;
  }[];
  readonly gas: Readonly<Record<string, GasUse>>;
  /** Held-back mails that got the same label on chain and in process. */
  readonly comparedPredictions: number;
  readonly verified: boolean;
}

/** What `--json` prints. */
export interface JsonReport {
  readonly chains: readonly ChainReport[];
}

/** The state, the records, the ledger and the code on chain are what the log and the sources say. */
export const isVerified = ({ verification }: Pick<StoryResult, "verification">): boolean =>
  verification.ok && verification.code.matches;

const chainReport = (story: StoryResult): ChainReport => ({
  chain: story.chainId,
  mechanism: story.mechanism,
  kernelIds: story.receipt.kernelIds,
  encoder: story.receipt.encoder!,
  contributions: story.contributions,
  actions: Object.fromEntries(
    MECHANISMS[story.mechanism].actions.map((action) => [action, story.gas[action]?.count ?? 0]),
  ),
  accuracyBefore: story.accuracyBefore,
  accuracyAfter: story.accuracyAfter,
  curve: story.evenings.map(({ day, contributions, accuracy, challengerAccuracy: challenger }) => ({
    ...{ day, contributions, accuracy },
    ...(challenger !== undefined && { challenger }),
  })),
  milestones: story.milestones,
  stateHash: story.stateHash,
  balances: story.outcomes.map(({ address, name, role, contributed, agreed, paid, received }) => ({
    account: accountId(story.chainId, address),
    name,
    role,
    contributed,
    agreed,
    paid: paid.toString(),
    received: received.toString(),
    profit: (received - paid).toString(),
  })),
  gas: story.gas,
  comparedPredictions: story.comparedPredictions,
  verified: isVerified(story),
});

export const jsonReport = (stories: readonly StoryResult[]): JsonReport => ({
  chains: stories.map(chainReport),
});
