// The call: who, when, with what. Queries have no sender; an empty address is nobody's.
import { role } from "./instance";
import { malformed, openJson, readDigits, readField, readText } from "./json-reader";
import { equals, Span, span } from "./memory";

const NANOSECONDS: u64 = 1_000_000_000;

let environment: Span = changetype<Span>(0);
/** Block time in seconds. */
export let time: u64 = 0;
export let sender: Span = changetype<Span>(0);
/** Units sent with the call, below 2^63. */
export let paid: u64 = 0;

let args: usize = 0;
let argCount: i32 = 0;

/** Reads the chain's description of the block. */
export function openBlock(env: Span): void {
  environment = env;
  const block = readField(openJson(env, false), "block");
  const nanoseconds = readText(readField(block, "time"));
  time = readDigits(nanoseconds.data, nanoseconds.data + nanoseconds.length, u64.MAX_VALUE) / NANOSECONDS;
  sender = span(0, 0);
}

/** The contract's own address. */
export function self(): Span {
  const contract = readField(openJson(environment, false), "contract");
  const address = readText(readField(contract, "address"));
  if (malformed) unreachable();
  return address;
}

/** Reads who calls. */
export function openSender(info: Span): void {
  sender = readText(readField(openJson(info, false), "sender"));
}

export function setPaid(units: u64): void {
  paid = units;
}

export function setArgs(values: usize, count: i32): void {
  args = values;
  argCount = count;
}

export function arg(k: i32): i64 {
  if (<u32>k >= <u32>argCount) unreachable();
  return load<i64>(args + (<usize>k << 3));
}

export function argsCount(): i32 {
  return argCount;
}

export function isRole(k: i32): bool {
  const address = role(k);
  return address.length != 0 && equals(address, sender);
}
