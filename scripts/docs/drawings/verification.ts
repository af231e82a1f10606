import { Picture } from "./picture.ts";

/** What verification compares. */
export function verificationDrawing(): string {
  const picture = new Picture(
    940,
    320,
    "Verification replays the log and compares it with the chain, and rebuilds the code and compares that too",
  );
  picture.box({ x: 16, y: 24, width: 280, height: 272 }, "shell", ["the chain"], "frame");
  picture.box({ x: 36, y: 60, width: 240, height: 60 }, "data", ["log", "every call that changed something"]);
  picture.box({ x: 36, y: 140, width: 240, height: 60 }, "data", [
    "storage at one block",
    "cells, records, accounts, coins",
  ]);
  picture.box({ x: 36, y: 220, width: 240, height: 60 }, "data", [
    "code, and what created it",
    "parameters, roles, deployer",
  ]);

  picture.box({ x: 390, y: 24, width: 240, height: 272 }, "person", ["your process"], "frame");
  picture.box({ x: 410, y: 60, width: 200, height: 60 }, "kernel", ["replay", "the kernels, entry by entry"]);
  picture.box({ x: 410, y: 140, width: 200, height: 60 }, "plain", [
    "the same state",
    "again, and the books",
  ]);
  picture.box({ x: 410, y: 220, width: 200, height: 60 }, "kernel", ["rebuild", "compile the composition"]);
  picture.arrow([
    [276, 90],
    [410, 90],
  ]);
  picture.arrow([
    [510, 120],
    [510, 140],
  ]);
  picture.box({ x: 724, y: 60, width: 200, height: 60 }, "person", [
    "each entry",
    "costs, payments, refusals",
    "are what the rules say",
  ]);
  picture.box({ x: 724, y: 140, width: 200, height: 60 }, "person", [
    "each cell",
    "and the contract has the",
    "coins that it owes",
  ]);
  picture.box({ x: 724, y: 220, width: 200, height: 60 }, "person", [
    "each byte of code",
    "but the immutables, which",
    "are compared as values",
  ]);
  for (const y of [90, 170, 250])
    picture.arrow([
      [610, y],
      [724, y],
    ]);
  picture.arrow(
    [
      [276, 170],
      [410, 170],
    ],
    "dashed",
  );
  picture.arrow(
    [
      [276, 250],
      [410, 250],
    ],
    "dashed",
  );
  picture.note(343, 162, ["compared"], "middle");
  picture.note(343, 242, ["compared"], "middle");
  return picture.toSvg();
}
