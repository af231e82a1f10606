import { ChainlearnError } from "@chainlearn/core";
import { beforeAll, describe, expect, test } from "vitest";
import { CUSTOMS, type MechanismName } from "../src/customs/all.ts";
import { type MailParts, mailParts } from "../src/mail.ts";
import type { Plan } from "../src/plan.ts";
import { resultOf } from "../src/report/result.ts";
import { simulate } from "../src/simulate.ts";
import { madeMails } from "./mails.ts";

const plan = { scenario: "flip", model: "naive-bayes", seed: 1, days: 8 } as const;

describe("with real mail", () => {
  let mails: MailParts;
  beforeAll(() => {
    mails = mailParts(plan.seed);
  });

  test("no mail is in two parts", () => {
    const parts = [mails.initial, mails.contributed, mails.items, mails.test];
    expect(parts.map(({ length }) => length)).toEqual([330, 3_804, 799, 998]);
  });

  test.each(Object.keys(CUSTOMS) as MechanismName[])("%s comes out as it did", async (mechanism) => {
    const whole: Plan = { ...plan, mechanism };
    const result = resultOf(whole, await simulate(whole, mails), 2);
    await expect(`${JSON.stringify(result, undefined, 1)}\n`).toMatchFileSnapshot(`golden/${mechanism}.json`);
  });
});

test("nothing is left of a simulation that is cancelled", async () => {
  const cancel = new AbortController();
  const days: number[] = [];
  const running = simulate({ ...plan, mechanism: "stake" }, madeMails(1), {
    signal: cancel.signal,
    onProgress: (_, day) => {
      days.push(day);
      if (day === 3) cancel.abort();
    },
  });
  await expect(running).rejects.toSatisfy(
    (error) => error instanceof ChainlearnError && error.code === "aborted",
  );
  expect(days).toEqual([1, 2, 3]);
});
