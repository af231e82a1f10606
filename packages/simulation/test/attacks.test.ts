import { createModel } from "@chainlearn/adapter-local";
import { decodeSample, resolveModel } from "@chainlearn/core";
import { beforeAll, expect, test } from "vitest";
import { ATTACKS, type AttackerView } from "../src/attacks/attacks.ts";
import type { LabelledMail } from "../src/mail.ts";
import { initialState, MODELS, shapeOf } from "../src/models.ts";
import { Random } from "../src/random.ts";
import { madeMails } from "./mails.ts";

const { initial, contributed } = madeMails(2);
const shape = shapeOf(MODELS["naive-bayes"]);
let predict: AttackerView["predict"];

beforeAll(async () => {
  const state = await initialState(MODELS["naive-bayes"], initial, new Random(1, "initial"));
  const model = await createModel(resolveModel({ model: MODELS["naive-bayes"].plugin, shape }), state);
  predict = (sample) => model.predict(decodeSample(sample, shape));
});

const wordsOf = (sample: Uint8Array): number[] => [...decodeSample(sample, shape).indices!];
/** Words of the first that the second lacks. */
const missing = (mail: LabelledMail, sample: Uint8Array): number =>
  mail.words.filter((word) => !wordsOf(sample).includes(word)).length;

test("flip: a known mail without one word, and the wrong label", () => {
  const next = ATTACKS.flip({ mails: contributed, random: new Random(1, "flip"), predict });
  for (let k = 0; k < 50; k++) {
    const { sample, label } = next();
    const size = wordsOf(sample).length;
    const isWrong = (mail: LabelledMail): boolean => mail.label !== label;
    const isFrom = (mail: LabelledMail): boolean =>
      missing(mail, sample) === mail.words.length - size && mail.words.length - size <= 1;
    expect(contributed.some((mail) => isFrom(mail) && isWrong(mail))).toBe(true);
  }
});

test("stealth: the model agrees with what is false", () => {
  const next = ATTACKS.stealth({ mails: contributed, random: new Random(1, "stealth"), predict });
  for (let k = 0; k < 20; k++) {
    const { sample, label } = next();
    expect(predict(sample)).toBe(label);
    expect(contributed.some((mail) => mail.label !== label && missing(mail, sample) === 0)).toBe(true);
  }
});

test("ring: copies of one mail until the model agrees", () => {
  const truth = predict;
  let isConvinced = false;
  const convincible: AttackerView["predict"] = (sample) => (isConvinced ? 1 - truth(sample) : truth(sample));
  const [mail] = contributed.filter(({ bytes, label }) => truth(bytes) === label);
  const next = ATTACKS.ring({ mails: [mail!], random: new Random(1, "ring"), predict: convincible });
  for (let k = 0; k < 60; k++) {
    isConvinced = k > 30;
    const { sample, label } = next();
    expect(label).not.toBe(mail!.label);
    expect(missing(mail!, sample)).toBe(1);
  }
});
