import { depositBits, entryBytes, indexBytes, type ResolvedComposition } from "@chainlearn/core";
import type { Upload } from "../artifact.ts";
import { contextLayout } from "../translate/context.ts";
import { HEADER } from "./solidity.ts";

const contextConstant = (field: string): string =>
  `CTX_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** The numbers of one composition that the shell is compiled with. */
export function layoutSource(composition: ResolvedComposition, upload: Upload): string {
  const { shape, layout, growth, dataHandler } = composition;
  const { amountBits, existsBit } = dataHandler.manifest;
  const cellsOfLastWord = layout.cells % layout.cellsPerWord || layout.cellsPerWord;
  const constants: readonly (readonly [name: string, value: number, meaning: string])[] = [
    ["FEATURES", shape.features, "Feature indices are below this."],
    ["CLASSES", shape.classes, "Room for classes: labels are below this."],
    [
      "START_CLASSES",
      growth?.startClasses ?? shape.classes,
      "Labels in use at first; CLASSES: none is added.",
    ],
    [
      "ADDED_CLASSES_BIT",
      layout.addedClasses?.bit ?? 0,
      "Where the meter counts (16 bits) those that were added.",
    ],
    ["MAX_ENTRIES", shape.maxEntries, "Most entries of a sample."],
    ["ENTRY_BYTES", entryBytes(shape), "Bytes of one entry of a sample."],
    ["INDEX_BYTES", shape.encoding === "dense" ? 0 : indexBytes(shape), "Bytes of its index; dense: 0."],
    ["STATE_WORDS", layout.stateWords, "Words of model state."],
    ["COPIES", layout.copies, "Copies of the model; two have half of every word each."],
    [
      "LAST_WORD_BITS",
      cellsOfLastWord * shape.lane,
      "Bits of the last of them that belong to cells, of one copy.",
    ],
    ["AMOUNT_BITS", amountBits, "Bits of deposit and left in a record's word."],
    ["MAX_DEPOSIT_BITS", depositBits(dataHandler.manifest), "Deposits are below 2 to this power."],
    ["EXISTS_BIT", existsBit, "Which bit of a record's word says that there is one."],
    ["HOT_CELLS", layout.hot.length, "Hot cells of the model."],
  ];
  return [
    ...HEADER,
    ...constants.map(([name, value, meaning]) => `uint256 constant ${name} = ${value}; // ${meaning}`),
    `bool constant CLONABLE = ${upload !== "once"}; // Minimal proxies may run the code: it takes initial states.`,
    "",
    "// Byte offsets in the memory that entry points share with the kernels.",
    ...Object.entries(contextLayout(composition)).map(
      ([field, offset]) => `uint256 constant ${contextConstant(field)} = ${offset};`,
    ),
    "",
  ].join("\n");
}
