export { copiesMechanism } from "./copies/plugin.ts";
export { ReferenceTrap } from "./instance.ts";
export { learnsFromErrorsOnly } from "./learns-from-errors.ts";
export {
  createReferenceMechanism,
  type ReferenceCall,
  type ReferenceMechanism,
  type ReferenceRecord,
  ReferenceRejection,
  type ReferenceResult,
} from "./mechanism.ts";
export { createReferenceModel, type ReferenceModel, type WordObserver } from "./model.ts";
export { probeItems, probeParts, probePlugins } from "./probe/plugins.ts";
export { type ModelTrace, traceModel, type WordCall } from "./trace.ts";
