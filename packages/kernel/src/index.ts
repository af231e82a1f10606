export { checkKernel } from "./compiler/check/check.ts";
export { Fuel } from "./fuel.ts";
export { checkLinked, type ModelLinker, stampLinked } from "./linked.ts";
export { exp2, isqrt, log2, mulDiv } from "./math.ts";
export { instantiateMechanism, type MechanismHost } from "./mechanism.ts";
export { type ModelMemory, modelMemory } from "./memory.ts";
export {
  instantiateModel,
  type LoadedBatch,
  type ModelMemento,
  packBatch,
  type RunningModel,
} from "./model.ts";
export { TURNS_PER_HASHED_BYTE } from "./prices.ts";
export { trap } from "./trap.ts";
export { type NumberType, type Selector, WORDS, type Word } from "./words.ts";
