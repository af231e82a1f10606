import type { LaneBits, ModelPlugin, Params, SampleEncoding, Shape } from "@chainlearn/core";
import type { OracleFactory } from "../oracles/oracle.ts";

/** One shape and one set of parameters that a model is tested with. */
export interface RuleCase {
  readonly encoding: SampleEncoding;
  readonly lane: LaneBits;
  readonly valueBits: number;
  readonly params: Params;
  /** Default 2. */
  readonly classes?: number;
}

/** A model and its rule on plain integers. */
export interface Ruled {
  readonly model: ModelPlugin;
  readonly oracle: OracleFactory;
}

const FEATURES = 20;
const MAX_ENTRIES = 12;

export const shapeOf = ({ encoding, lane, valueBits, classes = 2 }: RuleCase): Shape => ({
  ...{ features: FEATURES, classes, lane, encoding, valueBits },
  maxEntries: encoding === "dense" ? FEATURES : MAX_ENTRIES,
});

/** Ends of a lane's range. */
export const laneRange = (lane: LaneBits): { readonly min: bigint; readonly max: bigint } => ({
  min: -(2n ** BigInt(lane - 1)),
  max: 2n ** BigInt(lane - 1) - 1n,
});
