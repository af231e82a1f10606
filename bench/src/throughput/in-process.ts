import { instantiateModel } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";
import { modelParams, type ThroughputCase, type Workload } from "./cases.ts";
import { type Contestant, timed } from "./contestant.ts";

/** The kernel linked with the in-process host. */
export async function inProcess(
  subject: ThroughputCase,
  workload: Workload,
  simd: boolean,
): Promise<Contestant> {
  const { composition } = subject;
  const { model, shape, constants, layout } = composition;
  const linked = await linkModel(model, shape, constants, modelParams(subject), { simd });
  const running = instantiateModel(linked, composition);
  const fresh = running.snapshot();
  const batch = running.load(workload.batch, workload.samples);
  let predictions: Uint32Array = new Uint32Array();
  return {
    implementation: simd ? "in process" : "in process, no SIMD",
    update: async () => {
      running.restore(fresh);
      return timed(() => batch.update());
    },
    predict: async () =>
      timed(() => {
        predictions = batch.predict();
      }),
    outcome: async () => ({
      state: running.snapshot().state.slice(0, (layout.cells * shape.lane) / 8),
      hot: running.hot(),
      predictions,
    }),
    close: async () => undefined,
  };
}
