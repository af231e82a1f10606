import { Picture } from "./picture.ts";

/** What a contract consists of, and what stands around it. */
export function partsDrawing(): string {
  const picture = new Picture(
    940,
    400,
    "From an input over encoder and client into the contract: shell, mechanism, model, data handler and storage; out of it the log, from which anybody replays",
  );
  picture.box({ x: 16, y: 60, width: 140, height: 56 }, "person", ["input", "text, pixels, …"]);
  picture.box({ x: 16, y: 166, width: 140, height: 56 }, "data", [
    "encoder",
    "off chain; its hash",
    "is in the receipt",
  ]);
  picture.box({ x: 16, y: 272, width: 140, height: 56 }, "person", ["client", "of an adapter"]);
  picture.arrow([
    [86, 116],
    [86, 166],
  ]);
  picture.arrow([
    [86, 222],
    [86, 272],
  ]);
  picture.note(96, 251, ["sample"]);

  picture.box(
    { x: 250, y: 24, width: 440, height: 352 },
    "shell",
    ["shell = the contract of a chain", "checks, numbers, pays and logs; keeps records and credit"],
    "frame",
  );
  picture.box({ x: 274, y: 84, width: 180, height: 84 }, "kernel", [
    "mechanism (kernel)",
    "what an addition costs,",
    "when the model learns,",
    "what is paid to whom",
  ]);
  picture.box({ x: 486, y: 84, width: 180, height: 84 }, "kernel", [
    "model (kernel)",
    "predict a sample,",
    "update by its label",
  ]);
  picture.arrow([
    [454, 126],
    [486, 126],
  ]);
  picture.box({ x: 274, y: 208, width: 180, height: 62 }, "data", [
    "data handler",
    "where a record is kept",
    "and how a claim finds it",
  ]);
  picture.arrow([
    [364, 168],
    [364, 208],
  ]);
  picture.arrow([
    [576, 168],
    [576, 208],
  ]);
  picture.box({ x: 486, y: 208, width: 180, height: 62 }, "plain", [
    "state words, hot cells",
    "the model's numbers",
  ]);
  picture.box({ x: 274, y: 300, width: 180, height: 56 }, "plain", ["records", "deposit, left, cells"]);
  picture.box({ x: 486, y: 300, width: 180, height: 56 }, "plain", [
    "accounts, pool",
    "credit, counters, pots",
  ]);
  picture.arrow([
    [364, 270],
    [364, 300],
  ]);
  picture.arrow([
    [156, 300],
    [250, 300],
  ]);
  picture.note(203, 274, ["addData,", "payment"], "middle");
  picture.arrow(
    [
      [250, 320],
      [156, 320],
    ],
    "dashed",
  );
  picture.note(203, 338, ["prediction:", "free"], "middle");

  picture.box({ x: 784, y: 60, width: 140, height: 56 }, "data", ["log", "all that came in"]);
  picture.box({ x: 784, y: 166, width: 140, height: 56 }, "data", ["log store", "a copy of logs"]);
  picture.box({ x: 784, y: 272, width: 140, height: 56 }, "person", [
    "replay",
    "the same kernels,",
    "in your process",
  ]);
  picture.arrow([
    [690, 88],
    [784, 88],
  ]);
  picture.note(737, 80, ["entries"], "middle");
  picture.arrow([
    [854, 116],
    [854, 166],
  ]);
  picture.arrow([
    [854, 222],
    [854, 272],
  ]);
  picture.arrow(
    [
      [784, 300],
      [690, 300],
    ],
    "dashed",
  );
  picture.note(737, 318, ["compares", "every cell"], "middle");
  return picture.toSvg();
}
