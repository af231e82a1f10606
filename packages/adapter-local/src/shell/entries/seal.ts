import { toHex } from "@chainlearn/core";
import { ensure, requireHot, requireUpload } from "../checks.ts";
import type { EntryCall, ShellState } from "../state.ts";
import { hashOn } from "./initialize.ts";

/** Ends the upload; from here on data is taken. */
export function seal(state: ShellState, call: EntryCall, hot: readonly bigint[]): void {
  const { meter, model, composition } = state;
  const total = composition.layout.stateWords;
  requireUpload(state, call.sender);
  ensure(meter.next === total, "state_incomplete", () => `${meter.next} of ${total} words are there.`);
  requireHot(hot, composition);

  const stateHash = toHex(hot.reduce(hashOn, meter.uploadHash));
  model.setHot(hot);
  meter.seal();
  state.mechanism.seal(call);
  state.log.push({ kind: "sealed", actor: call.sender, time: call.time, stateHash, hot: [...hot] });
}
