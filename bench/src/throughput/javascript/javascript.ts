import { modelParams, type ThroughputCase, type Workload } from "../cases.ts";
import { type Contestant, timed } from "../contestant.ts";
import { plainHost } from "./host.ts";
import { RULES } from "./rules.ts";

/** The rule as one would write it without wasm: numbers in typed arrays. */
export function javascript(subject: ThroughputCase, workload: Workload): Contestant {
  const { shape, layout, constants, model } = subject.composition;
  const host = plainHost(shape, layout.cells, model.manifest.hot(shape));
  const given = Object.entries({ ...constants, ...modelParams(subject) });
  const config = Object.fromEntries(given.map(([name, value]) => [name, Number(value)]));
  const maker = RULES[subject.model];
  if (!maker) throw new Error(`bench/src/throughput/javascript has no rule for ${subject.model}`);
  const rule = maker(host, config);
  const { batch, samples } = workload;
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const predictions = new Uint32Array(samples);

  /** Opens each sample and hands it on with its label. */
  const forEach = (use: (position: number, label: number) => void): void => {
    let at = 0;
    for (let k = 0; k < samples; k++) {
      const length = view.getUint32(at, true);
      if (!host.open(batch, at + 8, length)) throw new Error(`sample ${k} is malformed`);
      use(k, view.getUint32(at + 4, true));
      at += 8 + ((length + 3) & ~3);
    }
  };

  return {
    implementation: "plain JavaScript",
    update: async () => {
      host.cells.fill(0);
      host.hot.fill(0);
      return timed(() =>
        forEach((k, label) => {
          if (label >= shape.classes) throw new Error(`sample ${k} has a label out of range`);
          rule.update(label);
        }),
      );
    },
    predict: async () =>
      timed(() =>
        forEach((k) => {
          predictions[k] = rule.predict();
        }),
      ),
    outcome: async () => ({
      state: laneBytes(host.cells, shape.lane),
      hot: Array.from(host.hot, BigInt),
      predictions: predictions.slice(),
    }),
    close: async () => undefined,
  };
}

function laneBytes(cells: Float64Array, lane: 8 | 16 | 32 | 64): Uint8Array {
  const bytes = new Uint8Array((cells.length * lane) / 8);
  const view = new DataView(bytes.buffer);
  cells.forEach((cell, i) => {
    if (lane === 64) view.setBigInt64(8 * i, BigInt(cell), true);
    else if (lane === 32) view.setInt32(4 * i, cell, true);
    else if (lane === 16) view.setInt16(2 * i, cell, true);
    else view.setInt8(i, cell);
  });
  return bytes;
}
