// The contract's entry points as CosmWasm calls them. Every call runs in a fresh instance, so that globals start anew;
// the chain undoes whatever a call did that answers with an error.
import { openBlock, openSender, sender } from "./call";
import { emptyRegion, fromRegion, saveSlots, toRegion } from "./chain";
import { runEntry } from "./entries";
import { createInstance } from "./instance";
import { endsAfter, malformed, openJson, readBytes, readField, readNumber } from "./json-reader";
import { closeEntry, events, logNumber, logText, openEntry } from "./log";
import { span } from "./memory";
import { creditRefused, hasCoins, messages, PAYMENT } from "./payment";
import { answerQuery } from "./queries";
import { DELIVERY_FAILED, MALFORMED_MESSAGE, PAYMENT_NOT_ACCEPTED, reject, rejection, require } from "./rejection";
import { newWriter } from "./writer";

export * from "./words";
export * from "./config-words";

export function interface_version_8(): void {}

export function allocate(size: u32): usize {
  return changetype<usize>(emptyRegion(size));
}

/** Memory lives as long as the call. */
export function deallocate(region: usize): void {}

export function instantiate(env: usize, info: usize, message: usize): usize {
  openBlock(fromRegion(env));
  openSender(fromRegion(info));
  if (malformed) unreachable();
  const at = openJson(fromRegion(message), true);
  if (require(endsAfter(at), MALFORMED_MESSAGE)) createInstance(at, sender);
  if (rejection == 0 && hasCoins(fromRegion(info))) reject(PAYMENT_NOT_ACCEPTED);
  return respond();
}

export function execute(env: usize, info: usize, message: usize): usize {
  openBlock(fromRegion(env));
  openSender(fromRegion(info));
  if (malformed) unreachable();
  runEntry(fromRegion(message), fromRegion(info));
  return respond();
}

export function query(env: usize, message: usize): usize {
  openBlock(fromRegion(env));
  if (malformed) unreachable();
  const answer = newWriter();
  answerQuery(fromRegion(message), answer);
  if (rejection != 0) return respondRejection();
  const response = newWriter();
  response.literal('{"ok":"');
  response.base64(answer.written());
  response.literal('"}');
  return changetype<usize>(toRegion(response.written()));
}

/** The chain reports a message that it could not deliver. */
export function reply(env: usize, report: usize): usize {
  openBlock(fromRegion(env));
  const at = openJson(fromRegion(report), false);
  if (readNumber(readField(at, "id"), u64.MAX_VALUE) == PAYMENT) {
    const account = span(0, 0);
    const units = creditRefused(readBytes(readField(at, "payload")), account);
    openEntry("credited");
    logText("actor", account);
    logNumber("amount", units);
    closeEntry();
  } else reject(DELIVERY_FAILED);
  if (malformed) unreachable();
  return respond();
}

function respondRejection(): usize {
  const response = newWriter();
  response.literal('{"error":"chainlearn:');
  response.unsigned(rejection);
  response.literal('"}');
  return changetype<usize>(toRegion(response.written()));
}

function respond(): usize {
  if (rejection != 0) return respondRejection();
  saveSlots();
  const response = newWriter();
  response.literal('{"ok":{"messages":[');
  response.bytes(messages.written());
  response.literal('],"attributes":[],"events":[');
  response.bytes(events.written());
  response.literal('],"data":null}}');
  return changetype<usize>(toRegion(response.written()));
}
