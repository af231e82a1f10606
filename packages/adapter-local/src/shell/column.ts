/** Rows of one piece: few enough for small contracts, many enough that millions of rows are few arrays. */
const PIECE_ROWS = 1_024;

interface Piece<T> {
  [row: number]: T;
}

/** One number of every record, in order: a typed array that grows by pieces, so that growing copies nothing. */
export class Column<T extends number | bigint> {
  readonly #makePiece: (length: number) => Piece<T>;
  readonly #pieces: Piece<T>[] = [];

  private constructor(makePiece: (length: number) => Piece<T>) {
    this.#makePiece = makePiece;
  }

  /** Whole numbers below 2^16. */
  static u16(): Column<number> {
    return new Column((length) => new Uint16Array(length));
  }

  /** Whole numbers below 2^32. */
  static u32(): Column<number> {
    return new Column((length) => new Uint32Array(length));
  }

  /** Whole numbers below 2^53. */
  static u53(): Column<number> {
    return new Column((length) => new Float64Array(length));
  }

  static i64(): Column<bigint> {
    return new Column((length) => new BigInt64Array(length));
  }

  /** @param row one that was set before */
  get(row: number): T {
    return this.#pieces[Math.floor(row / PIECE_ROWS)]![row % PIECE_ROWS]!;
  }

  /** @param row one that was set before, or the next */
  set(row: number, value: T): void {
    const piece = Math.floor(row / PIECE_ROWS);
    if (piece === this.#pieces.length) this.#pieces.push(this.#makePiece(PIECE_ROWS));
    this.#pieces[piece]![row % PIECE_ROWS] = value;
  }
}
