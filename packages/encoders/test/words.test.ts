import { buildVocabulary, DEFAULT_WORD_RULE, type WordRule, wordsOf } from "@chainlearn/encoders";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerCase } from "../src/text/lower-case.ts";

describe("lower case", () => {
  it("is this engine's for the letters that it changes, one by one, and changes no others", () => {
    const changed: number[] = [];
    for (let unit = 0; unit < 0x10000; unit++) {
      const letter = String.fromCharCode(unit);
      const small = lowerCase(letter);
      if (small === letter) continue;
      expect(small).toBe(letter.toLowerCase());
      changed.push(unit);
    }
    const inside = (first: number, last: number): number =>
      changed.filter((unit) => unit >= first && unit <= last).length;
    expect(inside(0x41, 0x5a)).toBe(26);
    expect(inside(0xc0, 0xde)).toBe(30);
    expect(inside(0x100, 0x17f)).toBe(62);
    expect(inside(0x391, 0x3ab)).toBe(26);
    expect(inside(0x400, 0x42f)).toBe(48);
    expect(changed).toHaveLength(26 + 30 + 62 + 26 + 48);
  });

  it("leaves what depends on neighbours or on the version of Unicode alone", () => {
    expect(lowerCase("\u0130 ΟΔΟΣ \u1e9e \u212a \u1c90")).toBe("\u0130 οδοσ \u1e9e \u212a \u1c90");
  });
});

describe("words", () => {
  const ascii: WordRule = { alphabet: "ascii", digits: false, minLength: 2, maxLength: 20 };

  it("fall apart at everything that is no letter and no digit", () => {
    expect(wordsOf("Don't stop—it's 5€, naïve CAFÉ×2; ВСЁ.")).toEqual([
      "don",
      "t",
      "stop",
      "it",
      "s",
      "5",
      "naïve",
      "café",
      "2",
      "всё",
    ]);
  });

  it("of ASCII end at other letters too, and may exclude digits and lengths", () => {
    expect(wordsOf(`A an AN x1y caf\u00e9 it's ${"z".repeat(20)} ${"y".repeat(21)}`, ascii)).toEqual([
      "an",
      "an",
      "caf",
      "it",
      "z".repeat(20),
    ]);
  });

  it("are their own words, and joined by spaces give the same ones", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.constantFrom(ascii, DEFAULT_WORD_RULE),
        (text, rule) => {
          const words = wordsOf(text, rule);
          expect(wordsOf(words.join(" "), rule)).toEqual(words);
          for (const word of words) expect(word).toBe(lowerCase(word));
        },
      ),
      { seed: 3 },
    );
  });
});

describe("a vocabulary", () => {
  it("has the words of most texts first, then by code unit, however often a text repeats them", () => {
    expect(buildVocabulary(["b b b a", "c a", "é c", "d"], 4)).toEqual(["a", "c", "b", "d"]);
  });

  it("can leave out rare words, and takes words as well as texts", () => {
    expect(buildVocabulary(["b a", ["a", "A"]], 9, { minTexts: 2 })).toEqual(["a"]);
  });

  it("does not depend on the order of the texts", () => {
    const texts = fc.array(fc.array(fc.constantFrom("x", "y", "z", "ä", "zz")), { maxLength: 9 });
    fc.assert(
      fc.property(texts, (list) => {
        expect(buildVocabulary([...list].reverse(), 5)).toEqual(buildVocabulary(list, 5));
      }),
      { seed: 4 },
    );
  });
});
