import type { Params } from "../../composition.ts";
import type { MechanismPlugin, ModelPlugin, Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";

/** What one call of a model did, as a reference saw it. */
export interface ModelTrace {
  /** Words of the vocabulary that the kernel used; a word about a row counts once more for every entry. */
  readonly work: number;
  /** State cells that the call read or wrote. */
  readonly cells: ReadonlySet<number>;
}

/**
 * What a model does, said apart from the hosts: over bigints, from its documentation or from the vocabulary's. A call
 * that throws stands for a trap.
 */
export interface ModelReference {
  /** State cells; the suite writes initial states into them. */
  readonly cells: bigint[];
  /** Hot cells, the same. */
  readonly hot: bigint[];
  /** Labels in use; the suite sets it where a model grows. Absent: the rule does not depend on it. */
  labels?: number;
  predict(sample: Sample): number;
  update(sample: Sample, label: number): void;
  /** How strongly the model prefers a label. Absent: the reference cannot tell. */
  margin?(sample: Sample, label: number): bigint;
  /** The last call. At least one reference has to have it where costs are checked. */
  trace?(): ModelTrace;
}

/** Starts with zeros everywhere. @param params all parameters of the model */
export type ModelReferenceFactory = (model: ModelPlugin, shape: Shape, params: Params) => ModelReference;

/** What cannot be read from a manifest. All of it is optional: say it where the suite's own choice says little. */
export interface ModelHints {
  /** Parameters; those left out have their default, or a middle of their range that suits the lane. */
  readonly params?: (shape: Shape) => Params;
  /** How large a usual cell is: predictions vary and lanes are not full. Default: 2^(lane / 2). */
  readonly cellSize?: (shape: Shape) => bigint;
  /** Hot cells to start from. Default: as large as usual cells, or as half of their bits. */
  readonly hot?: (shape: Shape) => readonly bigint[];
}

/** A model and what the suite needs to judge it. */
export interface ModelSubject {
  readonly model: ModelPlugin;
  /** A mechanism whose additions train at once; as `stake`. */
  readonly mechanism: MechanismPlugin;
  /** Best so that additions are free: `{ costWeightUnits: 0n }` of `stake`. */
  readonly mechanismParams?: Params;
  /**
   * Independent statements of what the model does, by name, at least one; the suite compares them with each other too.
   * `createReferenceModel` of `@chainlearn/kernel/testing` runs the kernel itself on bigints, so it finds hosts that
   * differ; a rule written from the model's README finds kernels that do.
   */
  readonly references: Readonly<Record<string, ModelReferenceFactory>>;
  readonly hints?: ModelHints;
  /**
   * `copiesMechanism()` of `@chainlearn/kernel/testing`, for models that tell margins. Absent: what concerns two copies of
   * a model is not checked.
   */
  readonly copies?: MechanismPlugin;
}
