import { Picture } from "./picture.ts";

/** What happens to one contribution, from left to right. */
export function additionDrawing(): string {
  const picture = new Picture(
    940,
    330,
    "One contribution: encode, quote, add, learn, record and log; later a claim that brings the contribution's parts back from the log",
  );
  const steps = [
    ["person", "1 encode", "input to sample,", "canonical bytes"],
    ["person", "2 quote", "ask the price,", "send so much"],
    ["shell", "3 check", "payment, label,", "sample; next id"],
    ["kernel", "4 add()", "the mechanism's", "price; it trains"],
    ["data", "5 keep", "record: deposit", "and a hash"],
    ["data", "6 log", "sample, label,", "time, payment"],
  ] as const;
  steps.forEach(([paint, ...lines], k) => {
    const x = 16 + k * 156;
    picture.box({ x, y: 44, width: 128, height: 66 }, paint, lines);
    if (k > 0)
      picture.arrow([
        [x - 28, 77],
        [x, 77],
      ]);
  });
  picture.note(16, 28, ["off chain"]);
  picture.note(328, 28, ["in one call; what was paid too much goes back at its end"]);
  picture.box({ x: 16, y: 222, width: 204, height: 70 }, "person", [
    "7 wait",
    "for the mechanism's times;",
    "the model goes on learning",
  ]);
  picture.box({ x: 276, y: 222, width: 204, height: 70 }, "person", [
    "8 claim",
    "id, time, submitter, label,",
    "sample: as the log has them",
  ]);
  picture.box({ x: 536, y: 222, width: 180, height: 70 }, "shell", [
    "9 find the record",
    "the parts have to hash",
    "to its key",
  ]);
  picture.box({ x: 756, y: 222, width: 168, height: 70 }, "kernel", [
    "10 action",
    "as refund(): ask the",
    "model, pay, mark",
  ]);
  picture.arrow([
    [220, 257],
    [276, 257],
  ]);
  picture.arrow([
    [480, 257],
    [536, 257],
  ]);
  picture.arrow([
    [716, 257],
    [756, 257],
  ]);
  picture.arrow([
    [860, 110],
    [860, 166],
    [378, 166],
    [378, 222],
  ]);
  picture.note(
    620,
    158,
    ["storage keeps a hash only: whoever claims brings the contribution back"],
    "middle",
  );
  return picture.toSvg();
}
