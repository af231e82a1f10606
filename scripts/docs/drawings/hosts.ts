import { Picture } from "./picture.ts";

/** One kernel, three hosts. */
export function hostsDrawing(): string {
  const picture = new Picture(
    940,
    300,
    "A kernel is compiled once; the same bytes are linked in process, linked into a CosmWasm contract and translated to Yul for an EVM contract",
  );
  picture.box({ x: 16, y: 30, width: 230, height: 56 }, "kernel", [
    "kernel.ts",
    "AssemblyScript, 64-bit integers,",
    "no memory, no floats",
  ]);
  picture.box({ x: 330, y: 30, width: 280, height: 56 }, "kernel", [
    "kernel.wasm",
    "few hundred bytes; its sha256 is its id",
  ]);
  picture.box({ x: 694, y: 30, width: 230, height: 56 }, "plain", [
    "check",
    "only the vocabulary's words,",
    "every promise of the manifest",
  ]);
  picture.arrow([
    [246, 58],
    [330, 58],
  ]);
  picture.note(288, 50, ["asc"], "middle");
  picture.arrow([
    [610, 58],
    [694, 58],
  ]);
  const hosts = [
    ["in process", "adapter-local: linked with words", "that work on an array", "tests, simulation, replay"],
    ["CosmWasm contract", "adapter-cosmwasm: merged with", "the shell in AssemblyScript", "one wasm file"],
    [
      "EVM contract",
      "adapter-evm: translated to Yul,",
      "inlined into the Solidity shell",
      "one contract below 24 KB",
    ],
  ] as const;
  hosts.forEach((lines, k) => {
    const x = 16 + k * 317;
    picture.arrow([
      [470, 86],
      [470, 126],
      [x + 137, 126],
      [x + 137, 166],
    ]);
    picture.box({ x, y: 166, width: 274, height: 88 }, "shell", lines);
  });
  picture.note(
    470,
    284,
    [
      "The same calls give the same state, log, payments and error codes on all three, bit for bit; tests hold them to it.",
    ],
    "middle",
  );
  return picture.toSvg();
}
