import type { Params } from "../../composition.ts";
import type { DataHandlerPlugin, MechanismPlugin, ModelPlugin, Shape } from "../../manifest.ts";
import type { ModelState } from "../../state.ts";
import type { MechanismStrategy } from "./strategy.ts";

/** A mechanism and what the suite needs to judge it. */
export interface MechanismSubject {
  readonly mechanism: MechanismPlugin;
  readonly strategy: MechanismStrategy;
  /** A model for two classes that changes its mind easily, as `sparse-perceptron`. */
  readonly model: ModelPlugin;
  readonly modelParams?: Params;
  /** Default: zeros. */
  readonly initialState?: ModelState;
  /** Few features. */
  readonly shape: Shape;
  /** Hosts, by name, that cannot run it, and why. Default: none. */
  readonly notOn?: Readonly<Record<string, string>>;
  /** Default: the mechanism's. */
  readonly dataHandler?: DataHandlerPlugin;
  /** Random operations of the long check. Default: 100,000 in process, 3,000 on a chain. */
  readonly operations?: { readonly inProcess: number; readonly onChain: number };
}

/** Name of a subject in tables: the mechanism's id, and the data handler's where it is not the default. */
export const subjectName = ({ mechanism, dataHandler }: MechanismSubject): string =>
  dataHandler ? `${mechanism.manifest.id} with ${dataHandler.manifest.id}` : mechanism.manifest.id;
