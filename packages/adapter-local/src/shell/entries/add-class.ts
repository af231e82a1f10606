import { requireGrowth } from "@chainlearn/core";
import { ensure, requireSealed } from "../checks.ts";
import type { EntryCall, ShellState } from "../state.ts";

/** Takes the next label into use. */
export function addClass(state: ShellState, call: EntryCall, name: string): void {
  const { model, composition, roles } = state;
  const { role } = requireGrowth(composition);
  requireSealed(state);
  ensure(
    call.sender === roles[role],
    "not_permitted",
    () => `${call.sender} is not the ${role}, who may add classes.`,
  );
  const label = model.labels();
  const room = composition.shape.classes;
  ensure(label < room, "classes_full", () => `all of the ${room} classes that there is room for are in use.`);

  model.setLabels(label + 1);
  state.log.push({ kind: "classAdded", actor: call.sender, time: call.time, label, name });
}
