import { saturate } from "../../layout.ts";
import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";
import { LABEL } from "../adapter/probe-numbers.ts";

const clamp = (value: bigint, bits: number): bigint => saturate(value, { name: "", bits, signed: true });

/** The probe model's words over bigint cells, apart from every host; for labels of words about rows and cells. */
export class ReferenceProbe {
  readonly cells: bigint[];
  operand = 0n;
  result = 0n;
  readonly #shape: Shape;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.cells = Array.from({ length: shape.features + 3 }, () => 0n);
  }

  predict(sample: Sample): number {
    return this.#dot(sample, 0) > 0n ? 1 : 0;
  }

  update(sample: Sample, label: number): void {
    const [high, low, index] = sample.values as [number, number, number];
    switch (label) {
      case LABEL.setOperand:
        this.operand = (BigInt(high) << 32n) | BigInt.asUintN(32, BigInt(low));
        break;
      case LABEL.axpy:
        this.#axpy(sample, 0);
        break;
      case LABEL.axpyAt:
        this.#axpy(sample, index);
        break;
      case LABEL.dot:
        this.result = this.#dot(sample, 0);
        break;
      case LABEL.dotAt:
        this.result = this.#dot(sample, index);
        break;
      case LABEL.norm:
        this.result = this.#scaled(sample.values!.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n));
        break;
      case LABEL.setCell:
        this.cells[index] = clamp(this.operand, this.#shape.lane);
        break;
      case LABEL.addCell:
        this.cells[index] = clamp(this.cells[index]! + this.operand, this.#shape.lane);
        break;
      case LABEL.getCell:
        this.result = this.cells[index]!;
        break;
      case LABEL.scratch:
        // Zero at the beginning of every call; what was set is read back within the call.
        this.result = 0n;
        break;
      default:
        throw new RangeError(`the reference does not know label ${label}`);
    }
  }

  #dot({ indices, values }: Sample, base: number): bigint {
    return this.#scaled(
      values!.reduce((sum, value, p) => sum + BigInt(value) * this.cells[base + (indices?.[p] ?? p)]!, 0n),
    );
  }

  #axpy({ indices, values }: Sample, base: number): void {
    const factor = clamp(this.operand, 32);
    for (const [p, value] of values!.entries()) {
      const i = base + (indices?.[p] ?? p);
      const change = (BigInt(value) * factor) >> BigInt(this.#shape.valueBits);
      this.cells[i] = clamp(this.cells[i]! + change, this.#shape.lane);
    }
  }

  /** Rounded down, saturated to i64. */
  #scaled(sum: bigint): bigint {
    return clamp(sum >> BigInt(this.#shape.valueBits), 64);
  }
}
