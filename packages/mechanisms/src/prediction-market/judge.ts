import type { Finding, Judge, Params } from "@chainlearn/core";

/** `settle`: the market is done; `expire`: it is given up, and all stakes go back. */
const DONE = 9;
const EXPIRED = 10;

/** A training of the pass that goes on, in order. */
interface Lesson {
  readonly id: number;
  /** Number of the account that staked it. */
  readonly member: bigint;
  /** Test items that were labelled correctly before the turn that it belongs to. */
  readonly before: bigint;
}

/** Whether a training comes behind another one of the same pass. */
const follows = (next: Lesson, last: Lesson, grouped: boolean): boolean =>
  grouped && next.member !== last.member ? next.member > last.member : next.id > last.id;

/**
 * What a market's last pass has found: a contribution is valid if its turn has made more test items right, invalid if fewer or
 * if its account was dropped, void if as many. The turn of a grouped market is that of the whole account.
 */
export const judge = (params: Params): Judge => {
  const grouped = params.grouped === 1n;
  let pass: Lesson[] = [];
  return ({ action, entry, contribution, pool, series }) => {
    const all = (validity: (id: number) => Finding["validity"]): Finding[] =>
      Array.from({ length: Number(pool("contributions")) }, (_, id) => ({ id, validity: validity(id) }));
    // Contributions are counted from 1 on.
    const memberOf = (id: number): bigint => series("owner", id + 1);
    if (action === "train") {
      const { id } = contribution!;
      const lesson = { id, member: memberOf(id), before: pool("before") };
      const last = pass.at(-1);
      if (last !== undefined && !follows(lesson, last, grouped)) pass = [];
      pass.push(lesson);
    }
    if (action === "expire" && entry.reason === EXPIRED) return all(() => "void");
    if (action !== "settle" || entry.reason !== DONE) return [];
    const gains = new Map<number, bigint>();
    let after = pool("before");
    for (const [k, { id, before, member }] of [...pass.entries()].reverse()) {
      const next = pass[k + 1];
      // All trainings of a turn begin with the same number of right items.
      if (next !== undefined && !(grouped && next.member === member)) after = next.before;
      gains.set(id, after - before);
    }
    return all((id) => {
      if (series("dropped", Number(memberOf(id))) !== 0n) return "invalid";
      const gain = gains.get(id)!;
      return gain > 0n ? "valid" : gain < 0n ? "invalid" : "void";
    });
  };
};
