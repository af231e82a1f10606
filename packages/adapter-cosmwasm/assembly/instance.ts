// What belongs to one instance: deployer, parameters, roles, denomination. Written once.
// Value: version (1 byte), decimal zeros of the unit (1), lengths of deployer and denomination (1 each), parameters
// (8 bytes each, little-endian), deployer, denomination, and for each role a length (1) and an address.
import { isAddress, readStorage, writeStorage } from "./chain";
import { PARAM_COUNT, PARAM_MAX, PARAM_MIN, PARAM_NAMES, ROLE_COUNT, ROLE_NAMES } from "./config";
import { Fields, malformed, readDecimal, readFields, readText } from "./json-reader";
import { instanceKey } from "./keys";
import { allocate, Span, span } from "./memory";
import { ARGUMENT_OUT_OF_RANGE, MALFORMED_MESSAGE, reject, rejection } from "./rejection";

/** Of the storage format and of the messages. */
export const VERSION: u8 = 1;

const HEADER_BYTES: u32 = 4;
const MAX_ADDRESS_BYTES: u32 = 255;
/** wasmd's limits for a denomination. */
const MIN_DENOM_BYTES: u32 = 3, MAX_DENOM_BYTES: u32 = 128;
/** A unit is a power of ten; with more zeros its multiples below 2^63 would not fit the chain's 256-bit amounts. */
const MAX_UNIT_ZEROS: u32 = 57;

let packed: Span | null = null;

function value(): usize {
  let instance = packed;
  if (instance === null) {
    instance = readStorage(instanceKey());
    packed = instance;
  }
  return instance.data;
}

export function param(k: i32): i64 {
  return load<i64>(value() + HEADER_BYTES + (<usize>k << 3));
}

/** A unit is 10^this base units. */
export function unitZeros(): u32 {
  return load<u8>(value(), 1);
}

export function deployer(): Span {
  return span(value() + HEADER_BYTES + (PARAM_COUNT << 3), load<u8>(value(), 2));
}

export function denom(): Span {
  const before = deployer();
  return span(before.data + before.length, load<u8>(value(), 3));
}

/** The address given for a role; empty = nobody. Outside the manifest's roles traps. */
export function role(k: i32): Span {
  if (<u32>k >= <u32>ROLE_COUNT) unreachable();
  let at = denom().data + denom().length;
  for (let i = 0; i < k; i++) at += 1 + <usize>load<u8>(at);
  return span(at + 1, load<u8>(at));
}

function isDenom(text: Span): bool {
  if (text.length < MIN_DENOM_BYTES || text.length > MAX_DENOM_BYTES) return false;
  for (let i: u32 = 0; i < text.length; i++) {
    const byte = load<u8>(text.data + i);
    const letter = (byte | 0x20) - 0x61 < 26;
    const digitOrSlashOrColon = byte - 0x2f < 12;
    if (!letter && (i == 0 || (!digitOrSlashOrColon && byte != 0x2d && byte != 0x2e && byte != 0x5f))) return false;
  }
  return true;
}

/** Zeros of a power of ten, or -1. */
function powerOfTen(text: Span): i32 {
  if (text.length == 0 || text.length > MAX_UNIT_ZEROS + 1 || load<u8>(text.data) != 0x31) return -1;
  for (let i: u32 = 1; i < text.length; i++) if (load<u8>(text.data + i) != 0x30) return -1;
  return <i32>text.length - 1;
}

function storeParams(at: usize, fields: Fields): void {
  for (let i = 0; i < PARAM_COUNT; i++) {
    const value = readDecimal(fields.at(i));
    if (!malformed && (value < load<i64>(PARAM_MIN + (<usize>i << 3)) || value > load<i64>(PARAM_MAX + (<usize>i << 3)))) {
      reject(ARGUMENT_OUT_OF_RANGE);
    }
    store<i64>(at + (<usize>i << 3), value);
  }
}

function storeRoles(at: usize, fields: Fields): usize {
  for (let i = 0; i < ROLE_COUNT; i++) {
    if (fields.at(i) != 0) {
      const address = readText(fields.at(i));
      if (address.length == 0 || address.length > MAX_ADDRESS_BYTES || !isAddress(address)) reject(ARGUMENT_OUT_OF_RANGE);
      else {
        store<u8>(at, <u8>address.length);
        memory.copy(at + 1, address.data, address.length);
      }
    }
    at += 1 + <usize>load<u8>(at);
  }
  return at;
}

/** Reads `{params, roles, denom, unit}` and stores the instance. */
export function createInstance(message: usize, sender: Span): void {
  const fields = readFields(message, "params,roles,denom,unit", 4);
  const params = readFields(fields.at(0), PARAM_NAMES, PARAM_COUNT);
  const roles = readFields(fields.at(1), ROLE_NAMES, ROLE_COUNT);
  const denomination = readText(fields.at(2));
  const zeros = powerOfTen(readText(fields.at(3)));
  const fixed: u32 = HEADER_BYTES + (PARAM_COUNT << 3);
  const instance = allocate(fixed + sender.length + denomination.length + ROLE_COUNT * (1 + MAX_ADDRESS_BYTES));
  storeParams(instance + HEADER_BYTES, params);
  if (malformed) {
    reject(MALFORMED_MESSAGE);
    return;
  }
  if (sender.length > MAX_ADDRESS_BYTES) unreachable();
  if (zeros < 0 || !isDenom(denomination)) reject(ARGUMENT_OUT_OF_RANGE);
  store<u8>(instance, VERSION, 0);
  store<u8>(instance, <u8>zeros, 1);
  store<u8>(instance, <u8>sender.length, 2);
  store<u8>(instance, <u8>denomination.length, 3);
  let at = instance + fixed;
  memory.copy(at, sender.data, sender.length);
  at += sender.length;
  memory.copy(at, denomination.data, denomination.length);
  at = storeRoles(at + denomination.length, roles);
  if (malformed) reject(MALFORMED_MESSAGE);
  if (rejection == 0) writeStorage(instanceKey(), span(instance, <u32>(at - instance)));
}
