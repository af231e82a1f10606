// The log: one event per entry; names and order of the attributes are those of docs/spec/shell.md.
import { arg, argsCount, sender, time } from "./call";
import { Span } from "./memory";
import { getHot } from "./meter";
import { Writer } from "./writer";

const LOG_VERSION: string = "1";

/** Comma-separated events of the call. */
// @ts-ignore: decorator
@lazy export const events: Writer = changetype<Writer>(memory.data(12, 4));

function openAttribute(name: string): void {
  events.literal(',{"key":"');
  events.literal(name);
  events.literal('","value":"');
}

function closeAttribute(): void {
  events.literal('"}');
}

/** Starts an entry with its version, kind and actor. */
export function openEntry(kind: string): void {
  if (events.length != 0) events.literal(",");
  events.literal('{"type":"chainlearn","attributes":[{"key":"v","value":"');
  events.literal(LOG_VERSION);
  closeAttribute();
  openAttribute("kind");
  events.literal(kind);
  closeAttribute();
}

export function closeEntry(): void {
  events.literal("]}");
}

export function logText(name: string, value: Span): void {
  openAttribute(name);
  events.bytes(value);
  closeAttribute();
}

export function logActor(): void {
  logText("actor", sender);
}

export function logNumber(name: string, value: u64): void {
  openAttribute(name);
  events.unsigned(value);
  closeAttribute();
}

export function logTime(): void {
  logNumber("time", time);
}

export function logBase64(name: string, value: Span): void {
  openAttribute(name);
  events.base64(value);
  closeAttribute();
}

export function logHex(name: string, value: Span): void {
  openAttribute(name);
  events.hex(value);
  closeAttribute();
}

/** Comma-separated; without hot cells the attribute is left out, since chains refuse empty values. */
export function logHot(count: i32): void {
  if (count == 0) return;
  openAttribute("hot");
  for (let k = 0; k < count; k++) {
    if (k != 0) events.literal(",");
    events.signed(getHot(k));
  }
  closeAttribute();
}

/** As {@link logHot}, for the arguments of the call. */
export function logArgs(): void {
  if (argsCount() == 0) return;
  openAttribute("args");
  for (let k = 0; k < argsCount(); k++) {
    if (k != 0) events.literal(",");
    events.signed(arg(k));
  }
  closeAttribute();
}
