import { createHash } from "node:crypto";
import { wordsOf } from "@chainlearn/encoders";
import { type Mail, SPAM } from "@chainlearn/example-kit/mail";
import { beforeAll, describe, expect, it } from "vitest";
import { loadStoryMails, WORD_RULE } from "../src/mail/corpus.ts";
import { FEATURES, HELD_BACK_MAILS, INITIAL_MAILS, MAX_ENTRIES, prepareMails } from "../src/mail/prepare.ts";

it("words have 2 to 20 letters and no digits", () => {
  expect(wordsOf(`A an AN x1y it's ${"z".repeat(20)} ${"y".repeat(21)}`, WORD_RULE)).toEqual([
    "an",
    "an",
    "it",
    "z".repeat(20),
  ]);
});

describe("the SpamAssassin corpus", () => {
  let mails: Mail[];
  beforeAll(() => {
    mails = loadStoryMails();
  });
  const idsOf = (parts: ReturnType<typeof prepareMails>): string[] =>
    [parts.initial, parts.contributions, parts.heldBack, parts.tests].flat().map((sample) => sample.mail);

  it("has 5,938 different mails, 1,827 of them spam", () => {
    expect(mails).toHaveLength(5_938);
    expect(mails.filter(({ label }) => label === SPAM)).toHaveLength(1_827);
  });

  it("is split into parts of the promised sizes without overlap", () => {
    const parts = prepareMails(mails, 1, 400, 246);
    expect(parts.tests).toHaveLength(246);
    expect(parts.initial).toHaveLength(INITIAL_MAILS);
    expect(parts.contributions).toHaveLength(400);
    expect(parts.heldBack).toHaveLength(HELD_BACK_MAILS);
    expect(new Set(idsOf(parts)).size).toBe(INITIAL_MAILS + 400 + HELD_BACK_MAILS + 246);
  });

  it("gives the same samples for the same seed, others for another", () => {
    expect(prepareMails(mails, 5, 60)).toEqual(prepareMails(mails, 5, 60));
    expect(idsOf(prepareMails(mails, 6, 60))).not.toEqual(idsOf(prepareMails(mails, 5, 60)));
  });

  it("gives the vocabulary and the samples of the committed story", () => {
    const { encoderParams, initial, contributions, heldBack } = prepareMails(mails, 1, 400);
    const hash = (content: unknown): string =>
      createHash("sha256").update(JSON.stringify(content)).digest("hex");
    expect(encoderParams.words).toHaveLength(FEATURES);
    expect(hash(encoderParams.words)).toMatchInlineSnapshot(
      `"df33e4d4617f5885c0f342de201f4a9369b530ea6188a4ae258d6957009099ce"`,
    );
    expect(hash([initial, contributions, heldBack])).toMatchInlineSnapshot(
      `"9ab95fef4c8682f2a39c4bce4ed73ce9a774cd56d1fc66a6c0dc37038b435718"`,
    );
  });

  it("gives samples that are sorted, in range and not too long", () => {
    const { initial, contributions, heldBack } = prepareMails(mails, 2, 100);
    for (const { sample } of [...initial, ...contributions, ...heldBack]) {
      expect(sample.indices.length).toBeGreaterThan(0);
      expect(sample.indices.length).toBeLessThanOrEqual(MAX_ENTRIES);
      expect(sample.indices.at(-1)).toBeLessThan(FEATURES);
      expect(sample.indices.every((index, i) => i === 0 || index > sample.indices[i - 1]!)).toBe(true);
    }
  });

  it("counts no word of a held-back mail", () => {
    const parts = prepareMails(mails, 3, 100);
    const heldBack = new Set(parts.heldBack.map((sample) => sample.mail));
    const changed = mails.map((one) => (heldBack.has(one.id) ? { ...one, words: ["the", "zyzzyva"] } : one));
    expect(prepareMails(changed, 3, 100).encoderParams).toEqual(parts.encoderParams);
  });

  it("refuses more contributions than it has mails", () => {
    expect(() => prepareMails(mails, 1, 4_900)).toThrow(RangeError);
    expect(() => prepareMails(mails, 1, 4_000, 900)).toThrow(RangeError);
  });
});
