import { stored } from "./data-handler.ts";
import { ChainlearnError } from "./errors.ts";
import type {
  CellSpec,
  Copies,
  DataHandlerManifest,
  MechanismManifest,
  ModelManifest,
  Shape,
} from "./manifest.ts";

/** Where a packed cell lives: word number, lowest bit, width. */
export interface PlacedCell extends CellSpec {
  readonly word: number;
  readonly bit: number;
}

/**
 * Packs cells into 256-bit words in order; a cell never straddles two words.
 * @param firstBit bits of word 0 that are taken already
 */
export function placeCells(cells: readonly CellSpec[], firstBit: number): PlacedCell[] {
  let word = 0;
  let bit = firstBit;
  return cells.map((cell) => {
    if (!Number.isInteger(cell.bits) || cell.bits < 1 || cell.bits > (cell.signed ? 64 : 63)) {
      throw new ChainlearnError(
        "invalid_composition",
        `cell ${cell.name} has ${cell.bits} bits; signed cells have 1 to 64, unsigned 1 to 63.`,
      );
    }
    if (bit + cell.bits > 256) {
      word += 1;
      bit = 0;
    }
    const placed = { ...cell, word, bit };
    bit += cell.bits;
    return placed;
  });
}

/** Bits of the meter's first word: bit 0 sealed, bits 1-48 next id (before sealing: words uploaded so far). */
export const METER_FIRST_BIT = 49;
/** Bits of an account's first word: bits 0-63 credit, bits 64-103 reserved, always 0. */
export const ACCOUNT_FIRST_BIT = 104;

/** How much a model keeps. */
export interface ModelLayout {
  /** Those of the served copy; behind them, where there are two copies, those of the working copy. */
  readonly hot: readonly CellSpec[];
  /** 256-bit words of model state, all copies together. */
  readonly stateWords: number;
  /** State cells of one copy. */
  readonly cells: number;
  readonly lanesPerWord: number;
  /** Two copies: the lower half of every state word is the served one's, the upper half the working one's. */
  readonly copies: Copies;
  /** Cells of one copy in a state word. */
  readonly cellsPerWord: number;
}

/** Where everything of one composition is packed; the same on every chain. */
export interface Layout extends ModelLayout {
  /** Classes added so far, first cell of the meter; only where the composition grows. */
  readonly addedClasses?: PlacedCell;
  /** The mechanism's pool cells, in the meter. */
  readonly pool: readonly PlacedCell[];
  /** The model's hot cells, in the meter behind the pool: all of the served copy, then all of the working copy. */
  readonly hot: readonly PlacedCell[];
  readonly account: readonly PlacedCell[];
  readonly record: readonly PlacedCell[];
  readonly meterWords: number;
  readonly accountWords: number;
}

/** Words of a meter, the cells that every addition reads and writes: contracts number them with eight bits. */
const MOST_METER_WORDS = 256;

const wordsOf = (cells: readonly PlacedCell[]): number =>
  cells.reduce((most, cell) => Math.max(most, cell.word + 1), 1);

const hotOf = (model: ModelManifest, shape: Shape, copies: Copies): readonly CellSpec[] => {
  const hot = model.hot(shape);
  return copies === 1 ? hot : [...hot, ...hot.map((cell) => ({ ...cell, name: `working.${cell.name}` }))];
};

/** @throws ChainlearnError invalid_composition when the model needs no cells, or too many */
export function modelLayoutOf(model: ModelManifest, shape: Shape, copies: Copies = 1): ModelLayout {
  const cells = model.cells(shape);
  if (!Number.isSafeInteger(cells) || cells < 1 || cells > 2 ** 26) {
    throw new ChainlearnError(
      "invalid_composition",
      `the model needs ${cells} cells; 1 to ${2 ** 26} are possible.`,
    );
  }
  const lanesPerWord = 256 / shape.lane;
  const cellsPerWord = lanesPerWord / copies;
  return {
    hot: hotOf(model, shape, copies),
    stateWords: Math.ceil(cells / cellsPerWord),
    cells,
    lanesPerWord,
    copies,
    cellsPerWord,
  };
}

const ADDED_CLASSES: CellSpec = { name: "addedClasses", bits: 16, signed: false };

function placeRecord(
  { id, record }: MechanismManifest,
  { id: handler, recordCells: { firstBit, bits } }: DataHandlerManifest,
): PlacedCell[] {
  const placed = placeCells(record, firstBit);
  if (placed.every((cell) => cell.word === 0 && cell.bit + cell.bits <= firstBit + bits)) return placed;
  throw new ChainlearnError(
    "invalid_composition",
    `the record cells of ${id} need more than ${bits} bits, which is what the data handler "${handler}" has.`,
  );
}

/** @throws ChainlearnError invalid_composition when something does not fit */
export function layoutOf(
  model: ModelManifest,
  mechanism: MechanismManifest,
  shape: Shape,
  grows = false,
  dataHandler: DataHandlerManifest = stored.manifest,
): Layout {
  const copies = mechanism.copies ?? 1;
  const own = grows ? [ADDED_CLASSES] : [];
  const meter = placeCells([...own, ...mechanism.pool, ...hotOf(model, shape, copies)], METER_FIRST_BIT);
  const [addedClasses] = meter.splice(0, own.length);
  const pool = meter.slice(0, mechanism.pool.length);
  const hot = meter.slice(mechanism.pool.length);
  const meterWords = wordsOf([...pool, ...hot]);
  if (meterWords > MOST_METER_WORDS)
    throw new ChainlearnError(
      "invalid_composition",
      `the pool of ${mechanism.id} and the hot cells of ${model.id} need ${meterWords} words; ${MOST_METER_WORDS} are possible.`,
    );
  const account = placeCells(mechanism.account, ACCOUNT_FIRST_BIT);
  const record = placeRecord(mechanism, dataHandler);
  return {
    ...modelLayoutOf(model, shape, copies),
    ...(addedClasses && { addedClasses }),
    pool,
    hot,
    account,
    record,
    meterWords,
    accountWords: wordsOf(account),
  };
}

/** The value of a packed cell. */
export function readCell(words: readonly bigint[], cell: PlacedCell): bigint {
  const raw = (words[cell.word] ?? 0n) >> BigInt(cell.bit);
  return cell.signed ? BigInt.asIntN(cell.bits, raw) : BigInt.asUintN(cell.bits, raw);
}

/** Smallest and largest value of a cell. */
export function cellRange(cell: CellSpec): { readonly min: bigint; readonly max: bigint } {
  return cell.signed
    ? { min: -(1n << BigInt(cell.bits - 1)), max: (1n << BigInt(cell.bits - 1)) - 1n }
    : { min: 0n, max: (1n << BigInt(cell.bits)) - 1n };
}

/** The value as it is stored: clamped to the cell's range. */
export function saturate(value: bigint, cell: CellSpec): bigint {
  const { min, max } = cellRange(cell);
  return value < min ? min : value > max ? max : value;
}
