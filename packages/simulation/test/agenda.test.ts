import fc from "fast-check";
import { expect, test } from "vitest";
import { Agenda } from "../src/agenda.ts";

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });

test("appointments happen in order of time, then of making", () => {
  fc.assert(
    fc.property(times, (given) => {
      const agenda = new Agenda(0);
      const seen: { time: number; made: number }[] = [];
      given.forEach((time, made) => {
        agenda.at(time, () => seen.push({ time: agenda.now, made }));
      });
      agenda.runUntil(51);
      const expected = given
        .map((time, made) => ({ time, made }))
        .sort((a, b) => a.time - b.time || a.made - b.made);
      expect(seen).toEqual(expected);
    }),
    { seed: 5 },
  );
});

test("what is due at the limit waits, and appointments may make others", () => {
  const agenda = new Agenda(100);
  const seen: number[] = [];
  const again = (): void => {
    seen.push(agenda.now);
    agenda.after(10, again);
  };
  agenda.after(10.9, again);
  agenda.runUntil(130);
  expect(seen).toEqual([110, 120]);
  expect(agenda.now).toBe(130);
  agenda.at(5, () => seen.push(agenda.now));
  agenda.runUntil(131);
  expect(seen).toEqual([110, 120, 130, 130]);
});
