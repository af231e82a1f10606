import { CHAINS, type ChainName } from "@chainlearn/example-kit/chains";
import { beforeAll, describe, expect, it } from "vitest";
import { DEPOSIT_UNITS } from "../src/composition.ts";
import { loadStoryMails } from "../src/mail/corpus.ts";
import { prepareMails } from "../src/mail/prepare.ts";
import { MECHANISMS, type MechanismName } from "../src/mechanism/mechanisms.ts";
import { testText, Verdicts } from "../src/mechanism/verdicts.ts";
import { complaints } from "../src/report/complaints.ts";
import { isVerified, type JsonReport, jsonReport } from "../src/report/json.ts";
import { plot } from "../src/report/plot.ts";
import { summary } from "../src/report/table.ts";
import { runStory, type StoryResult } from "../src/story/run.ts";

const CONTRIBUTIONS = 40;
/** With it the challenger wins its test. */
const SEED = 5;
const corpus = loadStoryMails();
const mailsFor = (mechanism: MechanismName) =>
  prepareMails(corpus, SEED, CONTRIBUTIONS, MECHANISMS[mechanism].testMails(CONTRIBUTIONS));
const names = Object.keys(MECHANISMS) as MechanismName[];

async function tellOn(name: ChainName, mechanism: MechanismName): Promise<StoryResult> {
  const chain = await CHAINS[name].start();
  try {
    return await runStory(chain, mailsFor(mechanism), { mechanism, seed: SEED });
  } finally {
    await chain.close();
  }
}

const countOf = (story: StoryResult, action: string): number => story.gas[action]?.count ?? 0;

const total = (story: StoryResult, key: "paid" | "received"): bigint =>
  story.outcomes.reduce((sum, outcome) => sum + outcome[key], 0n);

const inProcess = new Map<MechanismName, Promise<StoryResult>>();

/** The story in process, which is told once. */
function toldInProcess(mechanism: MechanismName): Promise<StoryResult> {
  const told = inProcess.get(mechanism) ?? tellOn("local", mechanism);
  inProcess.set(mechanism, told);
  return told;
}

describe.each(names)("a short story in process with %s", (mechanism) => {
  let story: StoryResult;
  beforeAll(async () => {
    story = await toldInProcess(mechanism);
  });

  it("contributes every mail and verifies", () => {
    expect(story.contributions).toBe(CONTRIBUTIONS);
    expect(story.gas.addData?.count).toBe(CONTRIBUTIONS);
    expect(isVerified(story)).toBe(true);
    expect(story.comparedPredictions).toBe(50);
  });

  it("knows to the unit what everybody has in the end", () => {
    expect(story.verification.ledger).toMatchObject({
      paidIn: total(story, "paid"),
      paidOut: total(story, "received"),
    });
    expect(story.evenings.at(-1)!.standings).toEqual(
      story.outcomes.map(({ paid, received }) => received - paid),
    );
  });

  it("makes the account with the wrong labels lose", () => {
    const flipper = story.outcomes.find(({ role }) => role === "flipper")!;
    expect(flipper.contributed).toBe(2);
    expect(flipper.received).toBeLessThan(flipper.paid);
  });

  it("stops before the next transaction when it is told to", async () => {
    const stop = new AbortController();
    const chain = await CHAINS.local.start();
    let told = 0;
    const broken = runStory(chain, mailsFor(mechanism), {
      ...{ mechanism, seed: SEED },
      signal: stop.signal,
      onProgress: (_, what) => {
        if (what.includes("contributions") && ++told === 5) stop.abort(new Error("enough"));
      },
    });
    await expect(broken).rejects.toThrow("enough");
    expect(told).toBe(5);
    await chain.close();
  });
});

it("refuses a chain whose clock cannot be set", async () => {
  const chain = await CHAINS.local.start();
  const options = { mechanism: "stake", seed: SEED } as const;
  await expect(runStory({ ...chain, clock: "real" }, mailsFor("stake"), options)).rejects.toThrow("clock");
  await chain.close();
});

describe("with stake", () => {
  let story: StoryResult;
  beforeAll(async () => {
    story = await toldInProcess("stake");
  });

  it("there are refunds, reports and takes", () => {
    for (const action of ["refund", "report", "take"])
      expect(countOf(story, action), action).toBeGreaterThan(0);
    expect(countOf(story, "refund")).toBe(story.outcomes.reduce((sum, { agreed }) => sum + agreed, 0));
  });

  it("every deposit is paid out in the end, and was within the composition's bounds", () => {
    expect(total(story, "received")).toBe(total(story, "paid"));
    expect(story.verification.ledger).toMatchObject({ owed: 0n, balance: 0n });
    const { minDepositUnits, maxDepositUnits } = MECHANISMS.stake.composition.mechanismParams!;
    const paid = total(story, "paid");
    expect(paid).toBeGreaterThanOrEqual(minDepositUnits! * BigInt(CONTRIBUTIONS));
    expect(paid).toBeLessThanOrEqual(maxDepositUnits! * BigInt(CONTRIBUTIONS));
  });
});

describe("with champion", () => {
  let story: StoryResult;
  beforeAll(async () => {
    story = await toldInProcess("champion");
  });

  it("every contribution is settled, every item revealed, and the bond is back", () => {
    expect(countOf(story, "settle")).toBe(CONTRIBUTIONS);
    expect(countOf(story, "reveal")).toBe(50 + 98);
    expect(countOf(story, "decide")).toBe(1);
    expect(countOf(story, "returnBond")).toBe(1);
    expect(countOf(story, "release")).toBeGreaterThan(CONTRIBUTIONS / 2);
    expect(story.outcomes[0]).toMatchObject({ role: "deployer", paid: 20n * DEPOSIT_UNITS });
    expect(story.outcomes[0]!.received).toBe(story.outcomes[0]!.paid);
  });

  it("nothing is kept but the pot", () => {
    const pot = total(story, "paid") - total(story, "received");
    expect(pot).toBeGreaterThan(0n);
    expect(story.verification.ledger).toMatchObject({ owed: 0n, balance: pot });
  });

  it("the model changes with a decision only, and the challenger learns", () => {
    const before = story.evenings.slice(0, -1);
    const served = new Set(before.map(({ servedHash }) => servedHash));
    expect(served.size).toBe(1);
    expect(served).not.toContain(story.evenings.at(-1)!.servedHash);
    expect(new Set(before.map(({ challengerAccuracy }) => challengerAccuracy)).size).toBeGreaterThan(1);
  });

  it("the milestones are told in their order", () => {
    const told = story.milestones.map(({ day, text, mark }) => [day, mark ?? text]);
    expect(told).toMatchInlineSnapshot(`
      [
        [
          1,
          "The curator commits to 148 test mails, leaves a bond, and reveals 50 to set the threshold.",
        ],
        [
          18,
          "40 mails were settled: 34 valid, 5 void, 1 forfeited (Cleo 1). The model that is served is still the same, bit for bit.",
        ],
        [
          18,
          "promoted",
        ],
        [
          18,
          "4 accounts collect 0.29 million units from the pot.",
        ],
        [
          18,
          "released",
        ],
      ]
    `);
  });
});

it("a test is told with what only one of the two models had right", () => {
  expect(testText([0, 1, 1, 3, 2, 1], 1)).toEqual([
    "A test with 6 mails: 3 only the challenger has right, 1 only the served model: promoted.",
    "promoted",
  ]);
});

it("verdicts are told with the names of those who lost a deposit, who lost most first", () => {
  const verdicts = new Verdicts();
  for (const [verdict, name] of [
    [1, "Ann"],
    [4, "Ben"],
    [4, "Flip"],
    [3, "Ben"],
    [4, "Flip"],
  ] as const)
    verdicts.add(verdict, name);
  expect(verdicts.text()).toBe("5 mails were settled: 1 valid, 1 forgiven, 3 forfeited (Flip 2, Ben 1).");
});

describe.each(names)("the same story on both chains with %s", (mechanism) => {
  let stories: StoryResult[];
  beforeAll(async () => {
    stories = [];
    for (const chain of ["evm", "cosmos"] as const) stories.push(await tellOn(chain, mechanism));
    stories.push(await toldInProcess(mechanism));
  });

  it("ends with the same model, verified", () => {
    expect(new Set(stories.map(({ stateHash }) => stateHash)).size).toBe(1);
    expect(stories.map(isVerified)).toEqual([true, true, true]);
    expect(complaints(stories)).toEqual([]);
    expect(stories.map(({ chainId }) => chainId.split(":")[0])).toEqual(["eip155", "cosmos", "local"]);
  });

  it("gives every account the same to the unit, every evening", () => {
    const books = stories.map(({ evenings, outcomes }) => ({
      evenings,
      outcomes: outcomes.map(({ address: _, ...outcome }) => outcome),
    }));
    expect(books[1]).toEqual(books[0]);
    expect(books[2]).toEqual(books[0]);
  });

  it("complains about another model and about what cannot be verified", () => {
    const [evm, cosmos] = stories as [StoryResult, StoryResult];
    expect(complaints([evm, { ...cosmos, stateHash: "00" }])).toEqual([
      expect.stringContaining("different models"),
    ]);
    const tampered = { ...cosmos, verification: { ...cosmos.verification, ok: false } };
    expect(complaints([evm, tampered])).toEqual([`${cosmos.chainId} could not be verified.`]);
    const otherCode = { ...cosmos.verification.code, matches: false };
    expect(
      complaints([{ ...cosmos, verification: { ...cosmos.verification, code: otherCode } }]),
    ).toHaveLength(1);
  });

  it("is reported as JSON with everything that machines are promised", () => {
    const report = JSON.parse(JSON.stringify(jsonReport(stories.slice(0, 2)))) as JsonReport;
    expect(Object.keys(report)).toEqual(["chains"]);
    expect(report.chains).toHaveLength(2);
    for (const chain of report.chains) {
      expect(chain).toEqual({
        chain: expect.stringMatching(/^(eip155|cosmos):[-\w]+$/),
        mechanism,
        kernelIds: {
          model: expect.stringMatching(/^[0-9a-f]{64}$/),
          mechanism: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        encoder: {
          id: "vocabulary",
          version: expect.any(String),
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        contributions: CONTRIBUTIONS,
        actions: Object.fromEntries(
          MECHANISMS[mechanism].actions.map((action) => [action, expect.any(Number)]),
        ),
        accuracyBefore: expect.any(Number),
        accuracyAfter: expect.any(Number),
        curve: expect.any(Array),
        milestones: stories[0]!.milestones,
        stateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        balances: expect.any(Array),
        gas: expect.any(Object),
        comparedPredictions: 50,
        verified: true,
      });
      expect(chain.balances).toHaveLength(6);
      expect(Object.keys(chain.gas)).toEqual(expect.arrayContaining(["deploy", "addData"]));
      for (const balance of chain.balances) {
        expect(balance.account).toContain(`${chain.chain}:`);
        expect(BigInt(balance.received) - BigInt(balance.paid)).toBe(BigInt(balance.profit));
      }
      for (const [action, use] of Object.entries(chain.gas)) {
        expect(use.min, action).toBeGreaterThan(0);
        expect(use.mean).toBeGreaterThanOrEqual(use.min);
        expect(use.max).toBeGreaterThanOrEqual(use.mean);
      }
      for (const accuracy of [
        chain.accuracyBefore,
        chain.accuracyAfter,
        ...chain.curve.map((point) => point.accuracy),
        ...chain.curve.flatMap(({ challenger }) => challenger ?? []),
      ]) {
        expect(accuracy).toBeGreaterThan(0.5);
        expect(accuracy).toBeLessThanOrEqual(1);
      }
    }
  });

  it("is drawn as a picture with one line for accuracy and one for each account, per chain", () => {
    const picture = plot(stories.slice(0, 2));
    expect(unclosedTags(picture)).toEqual([]);
    const copies = mechanism === "champion" ? 2 : 1;
    expect(picture.match(/<polyline /g)).toHaveLength(2 * (copies + 6));
    for (const { name, role } of stories[0]!.outcomes) expect(picture).toContain(`${name}, ${role}`);
    expect(picture).toContain("the same model, bit for bit");
    const numbers = [...picture.matchAll(/points="([^"]+)"/g)].flatMap(([, points]) =>
      points!.split(/[ ,]/).map(Number),
    );
    for (const number of numbers) expect(number).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(960);
  });

  it("escapes what it writes into the picture", () => {
    const [story] = stories;
    const outcomes = story!.outcomes.map((outcome) => ({ ...outcome, name: '<b>&"' }));
    const picture = plot([{ ...story!, outcomes }]);
    expect(picture).not.toContain("<b>");
    expect(unclosedTags(picture)).toEqual([]);
  });

  it("is summed up in one table", () => {
    const text = summary(stories.slice(0, 2).map((story, i) => ({ title: `chain ${i}`, story })));
    expect(text).toContain("chain 0");
    expect(text).toContain("chain 1");
    for (const { name } of stories[0]!.outcomes) expect(text).toContain(name);
    for (const milestone of stories[0]!.milestones) expect(text).toContain(milestone.text);
    expect(text).not.toContain("NO");
    const firstDifference = { where: "state word 3", expected: "1", actual: "2" };
    const verification = { ...stories[0]!.verification, ok: false, firstDifference };
    const failed = summary([{ title: "chain 0", story: { ...stories[0]!, verification } }]);
    expect(failed).toContain("chain 0: state word 3: expected 1, found 2.");
  });
});

/** Tags that are opened and not closed, or closed and not opened. */
function unclosedTags(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, , selfClosing] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closing) {
      if (open.pop() !== name) return [name!];
    } else if (!selfClosing) open.push(name!);
  }
  return open;
}
