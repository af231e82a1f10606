// What anybody may ask; every answer is one JSON value.
import { openAccount } from "./accounts";
import { Slot, openSlot } from "./chain";
import { MECHANISM_KERNEL, MODEL_KERNEL, PARAM_COUNT, PARAM_NAMES, QUERY_COUNT, QUERY_NAMES, ROLE_COUNT, ROLE_NAMES, runQuote, STATE_WORDS } from "./config";
import { denom, deployer, param, role, unitZeros, VERSION } from "./instance";
import { Fields, endsAfter, malformed, openJson, readBytes, readFields, readNumber, readText } from "./json-reader";
import { predictLabel } from "./kernels";
import { marksKey } from "./keys";
import { allocate, Span, span } from "./memory";
import { GROWS, labels, meterBytes } from "./meter";
import { openRecord, recordWord } from "./record";
import { ARGUMENT_OUT_OF_RANGE, MALFORMED_MESSAGE, rejection, require } from "./rejection";
import { checkSample, useSample } from "./sample";
import { wordAt } from "./state";
import { Writer } from "./writer";

const WORD_BYTES: u32 = 32;
const MAX_BUCKET: u64 = (1 << 40) - 1;

/** Answers the one query that the message names, unless it is refused. */
export function answerQuery(message: Span, answer: Writer): void {
  const at = openJson(message, true);
  if (!require(endsAfter(at), MALFORMED_MESSAGE)) return;
  const queries = readFields(at, QUERY_NAMES, QUERY_COUNT);
  let query = -1, found = 0;
  for (let i = 0; i < QUERY_COUNT; i++) {
    if (queries.at(i) == 0) continue;
    query = i;
    found++;
  }
  if (!require(!malformed && found == 1, MALFORMED_MESSAGE)) return;
  const body = queries.at(query);
  if (query == 0) quote(body, answer);
  else if (query == 1) predict(body, answer);
  else if (query == 2) meter(body, answer);
  else if (query == 3) words(body, answer);
  else if (query == 4) record(body, answer);
  else if (query == 5) account(body, answer);
  else if (query == 6) marks(body, answer);
  else if (!GROWS || query == 7) instance(body, answer);
  else labelCount(body, answer);
}

function isReadable(): bool {
  return require(!malformed, MALFORMED_MESSAGE);
}

function writeBase64(answer: Writer, bytes: Span): void {
  answer.literal('"');
  answer.base64(bytes);
  answer.literal('"');
}

function writeText(answer: Writer, text: Span): void {
  answer.literal('"');
  answer.bytes(text);
  answer.literal('"');
}

function quote(body: usize, answer: Writer): void {
  readFields(body, "", 0);
  if (!isReadable()) return;
  const cost = runQuote();
  if (rejection != 0) return;
  answer.literal('"');
  answer.signed(cost);
  answer.literal('"');
}

function predict(body: usize, answer: Writer): void {
  const fields = readFields(body, "sample", 1);
  const sample = readBytes(fields.at(0));
  if (!isReadable()) return;
  checkSample(sample);
  if (rejection != 0) return;
  useSample(sample);
  answer.signed(predictLabel());
}

function meter(body: usize, answer: Writer): void {
  readFields(body, "", 0);
  if (isReadable()) writeBase64(answer, meterBytes());
}

function words(body: usize, answer: Writer): void {
  const fields = readFields(body, "first,count", 2);
  const first = readNumber(fields.at(0), u32.MAX_VALUE);
  const count = readNumber(fields.at(1), u32.MAX_VALUE);
  if (!isReadable() || !require(first + count <= <u64>STATE_WORDS, ARGUMENT_OUT_OF_RANGE)) return;
  const bytes = allocate(<usize>count * WORD_BYTES);
  for (let i: u32 = 0; i < <u32>count; i++) memory.copy(bytes + i * WORD_BYTES, wordAt(<u32>first + i), WORD_BYTES);
  writeBase64(answer, span(bytes, <u32>count * WORD_BYTES));
}

function record(body: usize, answer: Writer): void {
  const fields = readFields(body, "id,time,submitter,label,sample_hash", 5);
  const id = readNumber(fields.at(0), (1 << 48) - 1);
  const time = readNumber(fields.at(1), (1 << 40) - 1);
  const submitter = readText(fields.at(2));
  const label = readNumber(fields.at(3), 65_535);
  const sampleHash = readBytes(fields.at(4));
  if (!isReadable() || !require(sampleHash.length == 32, MALFORMED_MESSAGE)) return;
  if (openRecord(id, time, <u32>label, sampleHash.data, submitter)) writeBase64(answer, span(recordWord(), WORD_BYTES));
  else answer.literal("null");
}

function account(body: usize, answer: Writer): void {
  const fields = readFields(body, "address", 1);
  const address = readText(fields.at(0));
  if (!isReadable()) return;
  const slot = openAccount(address);
  writeBase64(answer, span(slot.data, slot.size));
}

function marks(body: usize, answer: Writer): void {
  const fields = readFields(body, "address,bucket", 2);
  const address = readText(fields.at(0));
  const bucket = readNumber(fields.at(1), MAX_BUCKET);
  if (!isReadable()) return;
  const slot = openSlot(marksKey(bucket, address), WORD_BYTES);
  writeBase64(answer, span(slot.data, slot.size));
}

function instance(body: usize, answer: Writer): void {
  readFields(body, "", 0);
  if (!isReadable()) return;
  answer.literal('{"deployer":');
  writeText(answer, deployer());
  answer.literal(',"params":{');
  for (let k = 0; k < PARAM_COUNT; k++) {
    writeName(answer, PARAM_NAMES, k, k != 0);
    answer.literal('"');
    answer.signed(param(k));
    answer.literal('"');
  }
  answer.literal('},"roles":{');
  let written = false;
  for (let k = 0; k < ROLE_COUNT; k++) {
    if (role(k).length == 0) continue;
    writeName(answer, ROLE_NAMES, k, written);
    writeText(answer, role(k));
    written = true;
  }
  answer.literal('},"denom":');
  writeText(answer, denom());
  answer.literal(',"unit":"1');
  for (let i: u32 = 0; i < unitZeros(); i++) answer.literal("0");
  answer.literal('","model_kernel":"');
  answer.literal(MODEL_KERNEL);
  answer.literal('","mechanism_kernel":"');
  answer.literal(MECHANISM_KERNEL);
  answer.literal('","version":');
  answer.unsigned(VERSION);
  answer.literal("}");
}

function labelCount(body: usize, answer: Writer): void {
  readFields(body, "", 0);
  if (isReadable()) answer.unsigned(labels());
}

/** Writes the k-th of comma-separated names as a key. */
function writeName(answer: Writer, names: string, k: i32, comma: bool): void {
  if (comma) answer.literal(",");
  answer.literal('"');
  const text = changetype<usize>(names);
  let commas = 0;
  for (let i = 0; i < names.length; i++) {
    const character = load<u16>(text + (<usize>i << 1));
    if (character == 0x2c) commas++;
    else if (commas == k) answer.byte(<u8>character);
  }
  answer.literal('":');
}
