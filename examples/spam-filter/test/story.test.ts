import { beforeAll, describe, expect, it } from "vitest";
import { CHAINS, type ChainName } from "../src/chains.ts";
import { spamFilter } from "../src/composition.ts";
import { loadMails } from "../src/mail/corpus.ts";
import { prepareMails } from "../src/mail/prepare.ts";
import { complaints } from "../src/report/complaints.ts";
import { isVerified, type JsonReport, jsonReport } from "../src/report/json.ts";
import { plot } from "../src/report/plot.ts";
import { summary } from "../src/report/table.ts";
import { runStory, type StoryResult } from "../src/story/run.ts";

const CONTRIBUTIONS = 40;
const mails = prepareMails(loadMails(), 4, CONTRIBUTIONS);

async function tellOn(name: ChainName): Promise<StoryResult> {
  const chain = await CHAINS[name].start();
  try {
    return await runStory(chain, mails, { seed: 4 });
  } finally {
    await chain.close();
  }
}

const total = (story: StoryResult, key: "paid" | "received"): bigint =>
  story.outcomes.reduce((sum, outcome) => sum + outcome[key], 0n);

describe("a short story in process", () => {
  let story: StoryResult;
  beforeAll(async () => {
    story = await tellOn("local");
  });

  it("contributes every mail and verifies", () => {
    expect(story.contributions).toBe(CONTRIBUTIONS);
    expect(story.gas.addData?.count).toBe(CONTRIBUTIONS);
    expect(isVerified(story)).toBe(true);
    expect(story.comparedPredictions).toBe(50);
  });

  it("has refunds, reports and takes", () => {
    for (const action of ["refund", "report", "take"])
      expect(story.gas[action]?.count, action).toBeGreaterThan(0);
    expect(story.gas.refund?.count).toBe(story.outcomes.reduce((sum, { refunded }) => sum + refunded, 0));
  });

  it("pays out every deposit in the end, no more and no less", () => {
    expect(total(story, "received")).toBe(total(story, "paid"));
    expect(story.verification.ledger).toMatchObject({ paidIn: total(story, "paid"), owed: 0n, balance: 0n });
    expect(story.evenings.at(-1)!.standings).toEqual(
      story.outcomes.map(({ paid, received }) => received - paid),
    );
  });

  it("charges every deposit within the composition's bounds", () => {
    const { minDepositUnits, maxDepositUnits } = spamFilter.mechanismParams!;
    const paid = total(story, "paid");
    expect(paid).toBeGreaterThanOrEqual(minDepositUnits! * BigInt(CONTRIBUTIONS));
    expect(paid).toBeLessThanOrEqual(maxDepositUnits! * BigInt(CONTRIBUTIONS));
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
    const broken = runStory(chain, mails, {
      seed: 4,
      signal: stop.signal,
      onProgress: (_, what) => {
        if (what.includes("contributions") && ++told === 5) stop.abort(new Error("enough"));
      },
    });
    await expect(broken).rejects.toThrow("enough");
    expect(told).toBe(5);
    await chain.close();
  });

  it("refuses a chain whose clock cannot be set", async () => {
    const chain = await CHAINS.local.start();
    await expect(runStory({ ...chain, clock: "real" }, mails, { seed: 4 })).rejects.toThrow("clock");
    await chain.close();
  });
});

describe("the same story on both chains", () => {
  let stories: StoryResult[];
  beforeAll(async () => {
    stories = [await tellOn("evm"), await tellOn("cosmos"), await tellOn("local")];
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
        refunds: expect.any(Number),
        reports: expect.any(Number),
        takes: expect.any(Number),
        accuracyBefore: expect.any(Number),
        accuracyAfter: expect.any(Number),
        curve: expect.any(Array),
        stateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        balances: expect.any(Array),
        gas: expect.any(Object),
        comparedPredictions: 50,
        verified: true,
      });
      expect(chain.balances).toHaveLength(6);
      for (const balance of chain.balances) {
        expect(balance.account).toContain(`${chain.chain}:`);
        expect(BigInt(balance.received) - BigInt(balance.paid)).toBe(BigInt(balance.profit));
      }
      for (const action of ["deploy", "addData", "refund", "report", "take"]) {
        const use = chain.gas[action]!;
        expect(use.min, action).toBeGreaterThan(0);
        expect(use.mean).toBeGreaterThanOrEqual(use.min);
        expect(use.max).toBeGreaterThanOrEqual(use.mean);
      }
      for (const accuracy of [
        chain.accuracyBefore,
        chain.accuracyAfter,
        ...chain.curve.map((point) => point.accuracy),
      ]) {
        expect(accuracy).toBeGreaterThan(0.5);
        expect(accuracy).toBeLessThanOrEqual(1);
      }
    }
  });

  it("is drawn as a picture with one line for accuracy and one for each account, per chain", () => {
    const picture = plot(stories.slice(0, 2));
    expect(unclosedTags(picture)).toEqual([]);
    expect(picture.match(/<polyline /g)).toHaveLength(2 * (1 + 6));
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
