import { type Layout, layoutOf, type ModelManifest, type Shape } from "@chainlearn/core";
import type { ReferenceRecord } from "@chainlearn/kernel/testing";
import { champion } from "@chainlearn/mechanisms";
import { averagedPerceptron, sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import type { ChampionSettings, Outcome } from "./champion-oracle.ts";
import { ACCOUNT, ChampionRun } from "./champion-run.ts";

const DAY = 86_400n;
const CURATOR = "cora";
const AGREES = 5n;
const UNSURE = -20n;
const CONTRADICTS = -500n;

const settings: ChampionSettings = {
  depositUnits: 10_000n,
  feePermille: 10n,
  settleWaitSeconds: DAY,
  lockSeconds: 14n * DAY,
  tolerancePermille: 200n,
  tipPermille: 50n,
  cycleSeconds: 14n * DAY,
  itemsPerCycle: 4n,
  openItems: 4n,
  confidentPermille: 20n,
  minWins: 2n,
  strictness: 9n,
  revealWaitSeconds: 2n * DAY,
  bondUnits: 1_000_000n,
  latePermille: 100n,
  potPermille: 250n,
  subsidyUnits: 0n,
};

const paid = (to: string, amount: bigint, reason = 0): Outcome => ({ reason, pays: new Map([[to, amount]]) });
const quiet = (reason = 0): Outcome => ({ reason, pays: new Map() });
const refused = (code: string): Outcome => ({ refused: code });

/** In the first cycle, which begins at 0: threshold 100, step 37.5 (margins 100, 200 and 2 x 150 were seen). */
function start(changes: Partial<ChampionSettings> = {}, items = 40, words = 3): ChampionRun {
  const run = new ChampionRun({ ...settings, ...changes }, CURATOR, words);
  run.seal(0n);
  expect(run.commit(0n, CURATOR, items, settings.bondUnits)).toEqual(quiet());
  for (const served of [-100n, 200n, 150n, 150n])
    expect(run.reveal(0n, CURATOR, { served, challenger: 0n })).toEqual(quiet());
  return run;
}

function addAt(run: ChampionRun, time: bigint, who: string): ReferenceRecord {
  const record = run.add(time, who, 1);
  if ("refused" in record) throw new Error(record.refused);
  return record;
}

const settle = (run: ChampionRun, time: bigint, caller: string, record: ReferenceRecord, margin: bigint) => {
  run.copies.margins = [margin, 0n];
  return run.act("settle", { caller, time, record });
};

const TEST = settings.cycleSeconds;
const WON = { served: -1n, challenger: 1n };
const LOST = { served: 1n, challenger: -1n };
const BOTH = { served: 1n, challenger: 1n };
const revealAll = (run: ChampionRun, time: bigint, items: readonly (typeof WON)[]): void => {
  for (const item of items) expect(run.reveal(time, CURATOR, item)).toMatchObject({ pays: new Map() });
};

describe("cells", () => {
  test.each([false, true])(
    "additions read the meter's first word, settlements few others; grows: %s",
    (grows) => {
      const shape: Shape = {
        ...{ features: 8, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 },
      };
      const layout = (model: ModelManifest): Layout => layoutOf(model, champion.manifest, shape, grows);
      const wordsOf = (names: readonly string[]): number[] => [
        ...new Set(
          layout(sparsePerceptron.manifest)
            .pool.filter(({ name }) => names.includes(name))
            .map(({ word }) => word),
        ),
      ];
      expect(wordsOf(["setupLeft"])).toEqual([0]);
      expect(wordsOf(["thresholdMilli", "stepMilli", "itemsLeft", "revealed", "wins", "discordant"])).toEqual(
        [2],
      );
      const settled = ["cycleStartSeconds", "cycle", "validInCycle", "potUnits"];
      expect(wordsOf(settled)).toEqual([3]);
      // Both copies of a perceptron's intercept find room beside them; of the averaged perceptron's hot cells the first.
      expect(layout(sparsePerceptron.manifest).meterWords).toBe(4);
      expect(layout(averagedPerceptron.manifest).meterWords).toBe(5);
      expect(layout(averagedPerceptron.manifest).accountWords).toBe(1);
    },
  );
});

describe("setup", () => {
  test("takes no additions before the curator's items are open", () => {
    const run = new ChampionRun(settings, CURATOR, 3);
    run.seal(0n);
    expect(run.add(0n, "ann", 1)).toEqual(refused("wrong_phase"));
    expect(run.reveal(0n, CURATOR, BOTH)).toEqual(refused("no_items"));
    expect(run.commit(0n, "ann", 40, settings.bondUnits)).toEqual(refused("not_permitted"));
    expect(run.commit(0n, CURATOR, 3, settings.bondUnits)).toEqual(refused("wrong_count"));
    expect(run.commit(0n, CURATOR, 4, settings.bondUnits - 1n)).toEqual(refused("wrong_amount"));
    expect(run.commit(0n, CURATOR, 4, settings.bondUnits)).toEqual(quiet());
    for (const left of [4n, 3n, 2n, 1n]) {
      expect(run.pool("setupLeft")).toBe(left);
      expect(run.add(1n, "ann", 1)).toEqual(refused("wrong_phase"));
      expect(run.reveal(1n, CURATOR, BOTH, true)).toEqual(refused("not_the_item"));
      for (const action of ["decide", "skip"])
        expect(run.act(action, { caller: "ann", time: 99n * DAY, args: [1n] })).toEqual(
          refused("wrong_phase"),
        );
      expect(run.reveal(1n, CURATOR, BOTH)).toEqual(quiet());
    }
    expect(run.add(1n, "ann", 1)).toMatchObject({ deposit: settings.depositUnits });
    expect(run.pool("cycleStartSeconds")).toBe(1n);
  });

  test.each([
    [20n, 100n], // floor(0.08) mistakes may be above
    [50n, 100n],
  ])("threshold: alpha %i permille of 4 items", (confidentPermille, threshold) => {
    const run = start({ confidentPermille });
    expect(run.pool("thresholdMilli")).toBe(threshold * 1000n);
    expect(run.pool("stepMilli")).toBe(((100n + 200n + 150n + 150n) * 1000n) / 16n);
  });

  test.each([
    [10n, 7_000n],
    [20n, 6_000n],
    [30n, 5_000n],
    [45n, 4_000n],
    [50n, 4_000n],
  ])("threshold: alpha %i permille of 70 items, 7 of them mistaken", (confidentPermille, threshold) => {
    const run = new ChampionRun({ ...settings, openItems: 70n, confidentPermille }, CURATOR, 3);
    run.seal(0n);
    run.commit(0n, CURATOR, 70, settings.bondUnits);
    const sizes = [3n, 7n, 1n, 6n, 2n, 5n, 4n];
    for (let k = 0; k < 70; k++)
      run.reveal(0n, CURATOR, { served: k % 10 === 0 ? -1000n * sizes[k / 10]! : 10n, challenger: 0n });
    expect(run.pool("thresholdMilli")).toBe(1000n * threshold);
  });

  test("margins beyond 2^52 - 1 count as 2^52 - 1", () => {
    const run = new ChampionRun({ ...settings, openItems: 2n }, CURATOR, 3);
    run.seal(0n);
    run.commit(0n, CURATOR, 2, settings.bondUnits);
    for (const served of [-(2n ** 63n), 2n ** 63n - 1n]) run.reveal(0n, CURATOR, { served, challenger: 0n });
    expect(run.pool("thresholdMilli")).toBe(1000n * (2n ** 52n - 1n));
    expect(run.pool("stepMilli")).toBe(250n * (2n ** 52n - 1n));
  });
});

describe("settle", () => {
  test("the gates, in this order", () => {
    const run = start();
    const record = addAt(run, 10n, "ann");
    expect(settle(run, TEST, "ben", record, AGREES)).toEqual(refused("wrong_phase"));
    expect(settle(run, 9n + DAY, "ben", record, AGREES)).toEqual(refused("too_early"));
    expect(settle(run, 10n + DAY, "ben", record, AGREES)).toEqual(quiet(1));
    expect(settle(run, 10n + DAY, "ben", record, AGREES)).toEqual(refused("already_claimed"));
    expect(settle(run, TEST, "ben", record, AGREES)).toEqual(refused("wrong_phase"));
  });

  test("valid trains the challenger, void and invalid do not", () => {
    const run = start();
    for (const [margin, reason, trained] of [
      [0n, 1, 1],
      [-100n, 2, 1], // just at the threshold
      [AGREES, 1, 2],
      [UNSURE, 2, 2],
      [AGREES, 1, 3],
      [-101n, 3, 3], // one in six
    ] as const) {
      const record = addAt(run, 10n, "ann");
      expect(settle(run, 10n + DAY, "ben", record, margin)).toEqual(quiet(reason));
      expect(record.left).toBe(9_900n);
      expect(run.copies.trained).toEqual(Array(trained).fill(1));
    }
    expect(run.pool("potUnits")).toBe(600n);
    expect(run.account("ann")).toEqual([6n, 1n, 0n, 3n]);
  });

  test("beyond the tolerance the deposit goes to the pot, and a tip to whoever settles", () => {
    const run = start();
    const record = addAt(run, 10n, "ann");
    expect(settle(run, 10n + DAY, "ben", record, CONTRADICTS)).toEqual(paid("ben", 495n, 4));
    expect(record.left).toBe(0n);
    expect(run.pool("potUnits")).toBe(10_000n - 495n);
  });
});

describe("release", () => {
  test("after the lock and a verdict; whoever calls, the submitter gets it", () => {
    const run = start();
    const [mine, other, taken] = ["ann", "ann", "flip"].map((who) => addAt(run, 10n, who)) as [
      ReferenceRecord,
      ReferenceRecord,
      ReferenceRecord,
    ];
    const release = (caller: string, time: bigint, record: ReferenceRecord) =>
      run.act("release", { caller, time, record });
    const open = 10n + 14n * DAY;
    expect(release("ann", open, mine)).toEqual(refused("not_settled"));
    for (const record of [mine, other]) settle(run, 2n * DAY, "ben", record, AGREES);
    settle(run, 2n * DAY, "ben", taken, CONTRADICTS);
    expect(release("ann", open - 1n, mine)).toEqual(refused("too_early"));
    expect(release("ann", open, mine)).toEqual(paid("ann", 9_900n));
    expect(release("ann", open, mine)).toEqual(refused("nothing_left"));
    expect(release("eve", open, other)).toEqual(paid("ann", 9_900n));
    expect(release("flip", open, taken)).toEqual(refused("nothing_left"));
  });
});

describe("a contribution that nobody settles", () => {
  test("comes back whole after twice the lock, and is void from then on", () => {
    const run = start();
    const record = addAt(run, 10n, "ann");
    const release = (time: bigint) => run.act("release", { caller: "eve", time, record });
    const open = 10n + 28n * DAY;
    for (const time of [10n + 14n * DAY, open - 1n]) expect(release(time)).toEqual(refused("not_settled"));
    expect(release(open)).toEqual(paid("ann", 10_000n));
    expect(release(open)).toEqual(refused("nothing_left"));
    expect(record.cells).toEqual([2n]);
    run.act("skip", { caller: "eve", time: open });
    expect(settle(run, open, "ben", record, CONTRADICTS)).toEqual(refused("already_claimed"));
    expect(run.owed).toBe(run.held);
  });
});

describe("test and decision", () => {
  test("nobody tests before the cycle's end, nobody decides before the last item", () => {
    const run = start();
    expect(run.reveal(TEST - 1n, CURATOR, WON)).toEqual(refused("wrong_phase"));
    for (const reason of [1, 1, 1, 1]) {
      expect(run.act("decide", { caller: "ann", time: TEST, args: [9n] })).toEqual(refused("wrong_phase"));
      expect(run.reveal(TEST, CURATOR, WON)).toEqual(quiet(reason));
    }
    expect(run.reveal(TEST, CURATOR, WON)).toEqual(refused("wrong_phase"));
  });

  test.each([
    ["wins by 3 of 3: 4 x 9 >= 9 x 3", [WON, WON, WON, BOTH], {}, 1],
    ["wins by 3, but 4 are asked for", [WON, WON, WON, BOTH], { minWins: 4n }, 0],
    ["wins by 2 of 2: 4 x 4 < 9 x 2", [WON, WON, BOTH, BOTH], {}, 0],
    ["wins by 2 of 4", [WON, WON, WON, LOST], {}, 0],
    ["wins by 2 of 4, leniently", [WON, WON, WON, LOST], { strictness: 4n }, 1],
    ["a tie", [WON, LOST, BOTH, BOTH], {}, 0],
    ["loses by 1", [LOST, BOTH, BOTH, BOTH], {}, 2],
  ] as const)("%s", (_, items, changes, reason) => {
    const run = start(changes);
    run.copies.words[0].fill(1);
    run.copies.words[1].fill(2);
    revealAll(run, TEST, items);
    expect(run.act("decide", { caller: "ann", time: TEST + 5n, args: [3n] })).toEqual(quiet(reason));
    expect(run.copies.words).toEqual(
      [
        [
          [1, 1, 1],
          [2, 2, 2],
        ],
        [
          [2, 2, 2],
          [2, 2, 2],
        ],
        [
          [1, 1, 1],
          [1, 1, 1],
        ],
      ][reason],
    );
    expect(run.pool("cycle")).toBe(1n);
    expect(run.pool("cycleStartSeconds")).toBe(TEST + 5n);
    for (const cell of ["revealed", "wins", "discordant", "copying", "nextWord"])
      expect(run.pool(cell), cell).toBe(0n);
  });

  test("the copying resumes at every size of a step; until its end the cycle waits", () => {
    const WORDS = 9;
    for (let step = 1; step <= WORDS + 1; step++) {
      for (const [items, decision] of [
        [[WON, WON, WON, WON], 1],
        [[LOST, LOST, LOST, LOST], 2],
      ] as const) {
        const run = start({}, 40, WORDS);
        run.copies.words[0].splice(0, WORDS, ...Array.from({ length: WORDS }, (_, k) => k));
        run.copies.words[1].splice(0, WORDS, ...Array.from({ length: WORDS }, (_, k) => 100 + k));
        const winner = [...run.copies.words[decision === 1 ? 1 : 0]];
        const record = addAt(run, 10n, "ann");
        revealAll(run, TEST, items);
        const decide = (words: bigint) => run.act("decide", { caller: "ann", time: TEST, args: [words] });
        let copied = step;
        for (; copied < WORDS; copied += step) {
          expect(decide(0n)).toEqual(refused("trap"));
          expect(decide(-(2n ** 32n) + 1n)).toEqual(refused("trap"));
          expect(decide(BigInt(step))).toEqual(quiet(decision + 2));
          expect(settle(run, TEST, "ben", record, AGREES)).toEqual(refused("wrong_phase"));
          expect(run.reveal(TEST, CURATOR, WON)).toEqual(refused("wrong_phase"));
          expect(run.act("skip", { caller: "ann", time: TEST * 9n })).toEqual(refused("wrong_phase"));
          expect(run.pool("cycle")).toBe(0n);
        }
        expect(decide(step > WORDS ? 2n ** 63n - 1n : BigInt(step))).toEqual(quiet(decision));
        expect(run.copies.words).toEqual([winner, winner]);
        expect(run.pool("cycle")).toBe(1n);
        expect(settle(run, TEST, "ben", record, AGREES)).toEqual(quiet(1));
      }
    }
  });

  test("the threshold follows the items", () => {
    const run = start();
    expect(run.pool("stepMilli")).toBe(37_500n);
    run.reveal(TEST, CURATOR, { served: -101n, challenger: 1n });
    expect(run.pool("thresholdMilli")).toBe(100_000n + 36_750n);
    run.reveal(TEST, CURATOR, { served: -136n, challenger: 1n });
    expect(run.pool("thresholdMilli")).toBe(136_750n - 750n);
    run.reveal(TEST, CURATOR, { served: 1n, challenger: 1n });
    expect(run.pool("thresholdMilli")).toBe(135_250n);
  });
});

describe("late and used up items", () => {
  const skip = (run: ChampionRun, time: bigint) => run.act("skip", { caller: "ann", time });

  test("late items cost the curator a part of the bond each time, until it is used up; nothing is copied", () => {
    const run = start();
    run.copies.words[1].fill(2);
    let time = 0n;
    for (let k = 1n; k <= 11n; k++) {
      time += TEST;
      expect(skip(run, time - 1n)).toEqual(refused("wrong_phase"));
      if (k % 2n === 0n) revealAll(run, time, [WON, WON, WON]);
      expect(skip(run, time + 2n * DAY - 1n)).toEqual(refused("too_early"));
      time += 2n * DAY;
      expect(skip(run, time)).toEqual(quiet(1));
      expect(run.pool("bondUnits")).toBe(k > 10n ? 0n : 1_000_000n - k * 100_000n);
      expect(run.pool("potUnits")).toBe(k > 10n ? 1_000_000n : k * 100_000n);
      expect(run.pool("cycle")).toBe(k);
    }
    expect(run.copies.words).toEqual([
      [0, 0, 0],
      [2, 2, 2],
    ]);
  });

  test("fines come back to a curator who contributes himself, as docs/mechanisms/champion.md says", () => {
    const run = start({ feePermille: 5n });
    const twins = 9;
    let lost = 0n;
    let from = 0n;
    for (const [fines, then] of [
      [1n, { lost: 77_842n, pot: 75_380n }],
      [10n, { lost: 356_086n, pot: 284_540n }],
      [12n, { lost: 244_639n, pot: 160_710n }],
    ] as const) {
      while (run.pool("cycle") < fines) {
        const before = run.pool("bondUnits");
        const records = Array.from({ length: twins + 1 }, (_, k) =>
          addAt(run, from, k < twins ? "twin" : "ann"),
        );
        for (const record of records)
          expect(settle(run, from + DAY, "eve", record, AGREES)).toEqual(quiet(1));
        from += TEST + 2n * DAY;
        expect(skip(run, from)).toEqual(quiet(1));
        lost += before - run.pool("bondUnits") + BigInt(twins) * settings.depositUnits;
        const own = { caller: "twin", time: from };
        const back = [
          run.act("collect", own),
          ...records.slice(0, twins).map((record) => run.act("release", { ...own, record })),
        ];
        for (const outcome of back) lost -= ("pays" in outcome && outcome.pays.get("twin")) || 0n;
        run.act("collect", { caller: "ann", time: from });
      }
      const fined = settings.bondUnits - run.pool("bondUnits");
      expect({ lost, pot: run.pool("potUnits") }).toEqual(then);
      expect(lost).toBe((fined + BigInt(twins) * run.pool("potUnits")) / 10n);
    }
  });

  test("what was revealed before a skip does not count in the next test", () => {
    const run = start();
    revealAll(run, TEST, [LOST, LOST, LOST]);
    skip(run, TEST + 2n * DAY);
    const second = 2n * TEST + 2n * DAY;
    revealAll(run, second, [WON, WON, WON, WON]);
    expect(run.act("decide", { caller: "ann", time: second, args: [3n] })).toEqual(quiet(1));
  });

  test("without items a cycle ends at once and costs nothing; new ones count from the next cycle on", () => {
    const run = start({}, 6);
    revealAll(run, TEST, [WON, WON]);
    expect(run.reveal(TEST, CURATOR, WON)).toEqual(refused("no_items"));
    expect(run.commit(TEST, CURATOR, 0, 0n)).toEqual(refused("wrong_count"));
    expect(run.commit(TEST, CURATOR, 5, 0n)).toEqual(quiet());
    expect(run.reveal(TEST, CURATOR, WON)).toEqual(refused("no_items"));
    expect(run.commit(TEST, CURATOR, 5, 0n)).toEqual(refused("items_waiting"));
    expect(skip(run, TEST)).toEqual(quiet(0));
    expect(run.pool("bondUnits")).toBe(settings.bondUnits);
    // The next cycle has items: skipping it is a matter of being late.
    expect(skip(run, 2n * TEST)).toEqual(refused("too_early"));
    revealAll(run, 2n * TEST, [WON, WON, WON, WON]);
    expect(run.act("decide", { caller: "ann", time: 2n * TEST, args: [3n] })).toEqual(quiet(1));
    expect(run.pool("itemsLeft")).toBe(1n);
  });

  test("a test may go on from one chain to the next", () => {
    const run = start({}, 6);
    expect(run.commit(5n, CURATOR, 8, 0n)).toEqual(quiet());
    revealAll(run, TEST, [WON, WON]);
    expect(run.reveal(TEST, CURATOR, WON)).toEqual(refused("no_items"));
    skip(run, TEST);
    expect(run.commit(TEST, CURATOR, 8, 0n)).toEqual(refused("items_waiting"));
    revealAll(run, 2n * TEST, [WON]);
    expect(run.commit(2n * TEST, CURATOR, 8, 0n)).toEqual(quiet());
    revealAll(run, 2n * TEST, [WON, WON, WON]);
    run.act("decide", { caller: "ann", time: 2n * TEST, args: [3n] });
    revealAll(run, 3n * TEST, [BOTH, BOTH, BOTH, BOTH]);
    run.act("decide", { caller: "ann", time: 3n * TEST, args: [3n] });
    revealAll(run, 4n * TEST, [WON, WON, WON, WON]);
    expect(run.pool("itemsLeft")).toBe(4n);
  });
});

describe("bond", () => {
  const back = (run: ChampionRun, caller = CURATOR) => run.act("returnBond", { caller, time: TEST });

  test("goes back when every item is revealed, and has to be left again with new items", () => {
    const run = start({}, 8);
    expect(back(run)).toEqual(refused("items_waiting"));
    expect(back(run, "ann")).toEqual(refused("not_permitted"));
    revealAll(run, TEST, [WON, WON, WON, WON]);
    expect(back(run)).toEqual(paid(CURATOR, settings.bondUnits));
    expect(back(run)).toEqual(refused("nothing_left"));
    expect(run.act("decide", { caller: "ann", time: TEST, args: [3n] })).toEqual(quiet(1));
    expect(run.commit(TEST, CURATOR, 4, 0n)).toEqual(refused("wrong_amount"));
    expect(run.commit(TEST, CURATOR, 4, settings.bondUnits)).toEqual(quiet());
    expect(back(run)).toEqual(refused("items_waiting"));
  });

  test("what a late test has cost is filled up with the next commitment", () => {
    const run = start();
    run.act("skip", { caller: "ann", time: TEST + 2n * DAY });
    expect(run.commit(TEST + 2n * DAY, CURATOR, 4, 0n)).toEqual(refused("wrong_amount"));
    expect(run.commit(TEST + 2n * DAY, CURATOR, 4, 100_000n)).toEqual(quiet());
    expect(run.pool("bondUnits")).toBe(settings.bondUnits);
  });
});

describe("pot, subsidy and shares", () => {
  test("the worked example of docs/mechanisms/champion.md", () => {
    const run = start({ subsidyUnits: 100n });
    expect(run.act("fund", { caller: "sam", time: 0n, paid: 0n })).toEqual(refused("wrong_amount"));
    expect(run.act("fund", { caller: "sam", time: 0n, paid: 1_000n })).toEqual(quiet());
    const time = 2n * DAY;
    const [a1, a2, b1, b2, f1, f2] = ["ann", "ann", "ben", "ben", "flip", "flip"].map((who) =>
      addAt(run, 0n, who),
    ) as [
      ReferenceRecord,
      ReferenceRecord,
      ReferenceRecord,
      ReferenceRecord,
      ReferenceRecord,
      ReferenceRecord,
    ];
    for (const record of [a1, a2, b1]) expect(settle(run, time, "ann", record, AGREES)).toEqual(quiet(1));
    expect(settle(run, time, "ben", b2, UNSURE)).toEqual(quiet(2));
    for (const record of [f1, f2])
      expect(settle(run, time, "ben", record, CONTRADICTS)).toEqual(paid("ben", 495n, 4));
    // 4 fees of 100, and 2 deposits of 10,000 without the tips of 495.
    expect(run.pool("potUnits")).toBe(19_410n);
    expect(run.act("collect", { caller: "ann", time })).toEqual(refused("too_early"));
    revealAll(run, TEST, [WON, WON, WON, BOTH]);
    expect(run.act("decide", { caller: "ben", time: TEST, args: [3n] })).toEqual(quiet(1));
    // floor(floor(19,410 / 4) / 3) = 1,617 from the pot, 100 from the fund, for each of 3.
    expect(run.mechanism.series.get("0/0")).toBe(1_717n);
    expect(run.pool("potUnits")).toBe(19_410n - 3n * 1_617n);
    expect(run.pool("fundUnits")).toBe(700n);
    expect(run.act("collect", { caller: "ann", time: TEST })).toEqual(paid("ann", 3_434n));
    expect(run.act("collect", { caller: "ann", time: TEST })).toEqual(refused("share_is_zero"));
    expect(run.act("collect", { caller: "flip", time: TEST })).toEqual(refused("share_is_zero"));
    for (const [record, who] of [
      [a1, "ann"],
      [a2, "ann"],
      [b1, "ben"],
      [b2, "ben"],
    ] as const)
      expect(run.act("release", { caller: who, time: TEST, record })).toEqual(paid(who, 9_900n));
    // Ben has not collected; his next valid contribution credits the share.
    expect(settle(run, TEST + DAY, "ann", addAt(run, TEST, "ben"), AGREES)).toEqual(paid("ben", 1_717n, 1));
    expect(run.account("ben")[ACCOUNT.validInCycle]).toBe(1n);
    expect(run.owed).toBe(run.held);
  });

  test("a fund that does not reach pays what is there", () => {
    const run = start({ subsidyUnits: 100n, potPermille: 0n });
    run.act("fund", { caller: "sam", time: 0n, paid: 200n });
    for (const who of ["ann", "ben", "cleo"]) settle(run, DAY, "eve", addAt(run, 0n, who), AGREES);
    run.act("skip", { caller: "eve", time: TEST + 2n * DAY });
    expect(run.mechanism.series.get("0/0")).toBe(66n);
    expect(run.pool("fundUnits")).toBe(2n);
  });

  test("a cycle without valid contributions leaves the pot as it is", () => {
    const run = start();
    settle(run, DAY, "eve", addAt(run, 0n, "ann"), UNSURE);
    run.act("skip", { caller: "eve", time: TEST + 2n * DAY });
    expect(run.pool("potUnits")).toBe(100n + 100_000n);
    expect(run.mechanism.series.size).toBe(0);
  });
});
