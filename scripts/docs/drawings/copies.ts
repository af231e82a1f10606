import { Picture } from "./picture.ts";

/** The two copies of a model under champion. */
export function copiesDrawing(): string {
  const picture = new Picture(
    940,
    300,
    "The served copy answers and judges; the working copy learns what was judged valid; hidden test items decide whether it takes the served copy's place",
  );
  picture.box({ x: 330, y: 24, width: 280, height: 64 }, "kernel", [
    "served copy (champion)",
    "answers predict; judges labels;",
    "no contribution trains it",
  ]);
  picture.box({ x: 330, y: 206, width: 280, height: 64 }, "kernel", [
    "working copy (challenger)",
    "learns from contributions that the",
    "served copy thinks right",
  ]);
  picture.box({ x: 16, y: 115, width: 170, height: 64 }, "person", [
    "contributions",
    "sample, label, deposit",
  ]);
  picture.box({ x: 754, y: 115, width: 170, height: 64 }, "data", [
    "hidden test items",
    "committed to before",
    "anybody contributed",
  ]);
  picture.arrow([
    [101, 115],
    [101, 56],
    [330, 56],
  ]);
  picture.note(112, 48, ["settle: is the label right?"]);
  picture.arrow([
    [101, 179],
    [101, 238],
    [330, 238],
  ]);
  picture.note(112, 256, ["valid: train"]);
  picture.arrow([
    [754, 132],
    [680, 132],
    [680, 56],
    [610, 56],
  ]);
  picture.arrow([
    [754, 162],
    [680, 162],
    [680, 238],
    [610, 238],
  ]);
  picture.note(690, 206, ["reveal: which copy", "has more items right?"]);
  picture.arrow([
    [430, 206],
    [430, 88],
  ]);
  picture.note(420, 144, ["clearly better:", "promote"], "end");
  picture.arrow([
    [510, 88],
    [510, 206],
  ]);
  picture.note(520, 144, ["worse:", "reset"]);
  return picture.toSvg();
}
