import type { ActInput, Contribution, Trainer, TransactionResult } from "@chainlearn/core";
import type { OnProgress } from "@chainlearn/example-kit/in-turn";
import { predictionMarket } from "@chainlearn/mechanisms";

const [TEST, FIND, TRAIN, SCAN, DONE] = [3n, 4n, 5n, 6n, 9n] as const;
const MEMBER = 0;
const [BALANCE, SCORE, DROPPED] = [0, 1, 2] as const;
/** Test items that one transaction tests; far below what fits a block. */
const STEPS = 12n;

/** The model trained once from its sealed state on, on everybody who has not been dropped. */
export interface Pass {
  /** Test items gained or lost by each account, in the order of the first stakes; undefined: it was dropped before. */
  readonly scores: readonly (number | undefined)[];
  /** Test items that were right at the end. */
  readonly correct: number;
  /** Rounds of the bounty that this pass paid. */
  readonly rounds: number;
}

/** How a settlement went. */
export interface Settlement {
  readonly correctBefore: number;
  readonly passes: readonly Pass[];
  /** Units that an account may collect. */
  owed(account: string): bigint;
}

interface Settling {
  readonly contributions: readonly Contribution[];
  /** Opens all test items. */
  readonly opening: Uint8Array;
  readonly people: number;
  readonly testItems: number;
  readonly act: (action: string, input: Omit<ActInput, "from">) => Promise<TransactionResult>;
  readonly onProgress: OnProgress;
}

/** Calls all steps of the settlement, as anybody may. */
export async function settle(trainer: Trainer, settling: Settling): Promise<Settlement> {
  const { contributions, opening, people, testItems, act, onProgress } = settling;
  const passes: Pass[] = [];
  const submitters = [...new Set(contributions.map(({ submitter }) => submitter))];
  let state = await look(trainer, submitters);
  const all = state.pool("roundsLeft");
  let reached = 0;
  const steps = (count: bigint): Promise<TransactionResult> =>
    act("settle", { args: [count], parts: opening });
  while (state.stage < DONE) {
    const paid = Number(all - state.pool("roundsLeft")) / Number(all);
    const inPass = Number(state.pool("turnMember")) / (people + 1);
    // How many passes there will be, nobody knows.
    reached = Math.max(reached, paid + (1 - paid) * 0.6 * inPass);
    onProgress(reached, `pass ${passes.length + 1}, account ${state.pool("turnMember")} of ${people}`);
    switch (state.stage) {
      case TRAIN:
        await act("train", { contribution: contributions[Number(state.pool("turn")) - 1]! });
        break;
      case TEST: {
        // The items that are left, the scoring, and no further: the scores are of interest before they are paid.
        const left = BigInt(testItems) - state.pool("cursor") + 1n;
        await steps(left < STEPS ? left : STEPS);
        break;
      }
      case FIND:
        await steps(1n);
        break;
      case SCAN: {
        const before = state;
        await steps(2n * BigInt(submitters.length));
        state = await look(trainer, submitters);
        passes.push({
          scores: before.members.map(({ score, dropped }) => (dropped ? undefined : Number(score))),
          correct: Number(before.pool("before")),
          rounds: Number(before.pool("roundsLeft") - state.pool("roundsLeft")),
        });
        continue;
      }
      default:
        await steps(400n);
    }
    state = await look(trainer, submitters);
  }
  const end = state;
  return {
    correctBefore: Number(end.pool("baseline")),
    passes,
    owed(account) {
      const member = end.members[submitters.indexOf(account)];
      return member ? member.balance / BigInt(testItems) : 0n;
    },
  };
}

/** What the chain says about the settlement now. */
async function look(trainer: Trainer, submitters: readonly string[]) {
  const request = { contributions: [], accounts: submitters, marks: [] };
  const numbers = submitters.map((_, n) => n + 1);
  const series = [BALANCE, SCORE, DROPPED].flatMap((which) =>
    numbers.map((number) => ({ series: which, number })),
  );
  const snapshot = await trainer.snapshot({ ...request, series });
  const { pool: specs } = predictionMarket.manifest;
  const pool = (name: string): bigint => snapshot.pool[specs.findIndex((spec) => spec.name === name)]!;
  const members = submitters.map((account) => {
    const number = snapshot.accounts.get(account)!.cells[MEMBER]!;
    const value = (which: number): bigint => snapshot.series.get(`${which}/${number}`) ?? 0n;
    return { balance: value(BALANCE), score: value(SCORE), dropped: value(DROPPED) === 1n };
  });
  return { stage: pool("stage"), pool, members };
}
