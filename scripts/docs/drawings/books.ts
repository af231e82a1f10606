import { Picture } from "./picture.ts";

/** Where the coins of a contract are. */
export function booksDrawing(): string {
  const picture = new Picture(
    940,
    330,
    "The coins of a contract are what is left of deposits, what the mechanism holds in cells, and credits; each has its ways in and out",
  );
  picture.box(
    { x: 200, y: 24, width: 540, height: 252 },
    "shell",
    ["the contract's coins, in units"],
    "frame",
  );
  picture.box({ x: 224, y: 64, width: 228, height: 76 }, "money", [
    "left of each deposit",
    "in the record; never above the",
    "deposit, never rises",
  ]);
  picture.box({ x: 488, y: 64, width: 228, height: 76 }, "money", [
    "cells of the mechanism",
    "pots, funds, bonds: promises",
    "that its kernel keeps",
  ]);
  picture.box({ x: 356, y: 180, width: 228, height: 76 }, "money", [
    "credits of accounts",
    "what could not be delivered, or",
    "somebody else's call earned",
  ]);
  picture.box({ x: 16, y: 66, width: 120, height: 72 }, "person", ["contributor", "pays what was", "quoted"]);
  picture.arrow([
    [136, 102],
    [224, 102],
  ]);
  picture.box({ x: 804, y: 66, width: 120, height: 72 }, "person", ["sponsor", "funds, bounties,", "bonds"]);
  picture.arrow([
    [804, 102],
    [716, 102],
  ]);
  picture.arrow([
    [452, 102],
    [488, 102],
  ]);
  picture.arrow([
    [338, 140],
    [338, 218],
    [356, 218],
  ]);
  picture.arrow([
    [602, 140],
    [602, 218],
    [584, 218],
  ]);
  picture.arrow([
    [470, 256],
    [470, 300],
  ]);
  picture.note(482, 296, ["withdraw, to any address"]);
  picture.arrow([
    [250, 140],
    [250, 300],
  ]);
  picture.note(262, 296, ["refund, reward, share"]);
  picture.arrow([
    [690, 140],
    [690, 300],
  ]);
  picture.note(702, 296, ["subsidy, unused bounty"]);
  picture.note(16, 322, ["coins = left of all deposits + cells that hold money + credits, after every call"]);
  return picture.toSvg();
}
