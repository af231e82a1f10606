// What a transaction can ask for; docs/spec/shell.md says what each entry does and in which order it checks.
import { creditOf, setCredit } from "./accounts";
import { isRole, paid, self, sender, setArgs, setPaid, time } from "./call";
import { isAddress, Slot, openSlot } from "./chain";
import {
  ACTION_ARGS, ACTION_DIGEST, ACTION_PARTS, ACTION_PAYABLE, ACTION_RECORD, CELLS, CLASSES, COPIES, ENTRY_COUNT, ENTRY_NAMES, HAS_DIGESTS, HAS_ITEMS, HAS_PARTS, HOT_COUNT, LANE_BITS, MAX_DEPOSIT_BITS,
  ROLE_COUNT, runAction, runAdd, runSeal, STATE_WORDS, UNIQUE,
} from "./config";
import { deployer } from "./instance";
import {
  Fields, endsAfter, firstElement, malformed, nextElement, openJson, readBytes, readDecimal, readFields, readNumber, readText,
} from "./json-reader";
import { logBrought, openItem, setDigest } from "./items";
import { keccak256 } from "./keccak";
import { allowPayment, deliverPayment, payAmount } from "./kernels";
import { uploadHashKey } from "./keys";
import {
  closeEntry, logActor, logArgs, logBase64, logHex, logHot, logNumber, logText, logTime, openEntry,
} from "./log";
import { allocate, equals, Span, span } from "./memory";
import { addLabel, fitsHot, getHot, GROWS, isSealed, labels, nextId, setHot, setNextId, setSealed } from "./meter";
import { logParts, readOpening } from "./parts";
import { payCaller, payOut, takePayment } from "./payment";
import { createRecord, isTaken, openRecord, settleRecord } from "./record";
import {
  ALREADY_SEALED, BATCH_EMPTY, BATCH_TOO_LARGE, CLASSES_FULL, DELIVERY_FAILED, DEPOSIT_TOO_LARGE, DUPLICATE_DATA, IDS_EXHAUSTED, INITIAL_STATE_MALFORMED, LABEL_OUT_OF_RANGE, MALFORMED_MESSAGE, NOT_DEPLOYER, NOT_PERMITTED, NOT_SEALED,
  NOTHING_TO_WITHDRAW, PAYMENT_BELOW_QUOTE, reject, rejection, require, STATE_INCOMPLETE, UNKNOWN_RECORD, WRONG_CHUNK,
} from "./rejection";
import { checkSample, useSample } from "./sample";
import { setWord, wordAt } from "./state";

const WORD_BYTES: u32 = 32;
const MAX_ID: u64 = (1 << 48) - 1;
const MAX_TIME: u64 = (1 << 40) - 1;
const MAX_LABEL: u64 = 65_535;
const MAX_REASON: i32 = 255;
/** Most items of a batch. */
const MAX_BATCH: i32 = 256;
/** UTF-8, zeros behind it; nobody checks it. */
const NAME_BYTES: u32 = 32;

const INITIALIZE: i32 = 0, SEAL: i32 = 1, ADD_DATA: i32 = 2, ADD_MANY: i32 = 3, WITHDRAW: i32 = 4, ADD_CLASS: i32 = 5;
/** Contracts of compositions that do not grow have no entry for adding classes. */
const FIRST_ACTION: i32 = GROWS ? ADD_CLASS + 1 : ADD_CLASS;

/** How a claim names its contribution. */
const RECORD_NONE: i32 = 0, RECORD_SAMPLE: i32 = 1, RECORD_ITEM: i32 = 3;

const DIGEST_BYTES: u32 = 32;

/** Runs the one entry that the message names. */
export function runEntry(message: Span, info: Span): void {
  const at = openJson(message, true);
  if (!require(endsAfter(at), MALFORMED_MESSAGE)) return;
  const entries = readFields(at, ENTRY_NAMES, ENTRY_COUNT);
  let entry = -1, found = 0;
  for (let i = 0; i < ENTRY_COUNT; i++) {
    if (entries.at(i) == 0) continue;
    entry = i;
    found++;
  }
  if (!require(!malformed && found == 1, MALFORMED_MESSAGE)) return;
  const body = entries.at(entry);
  if (entry == INITIALIZE) initialize(body, info);
  else if (entry == SEAL) seal(body, info);
  else if (entry == ADD_DATA) addData(body, info);
  else if (entry == ADD_MANY) addMany(body, info);
  else if (entry == WITHDRAW) withdraw(body, info);
  else if (GROWS && entry == ADD_CLASS) addClass(body, info);
  else act(entry - FIRST_ACTION, body, info);
}

/** Whether the message could be read and its coins can be taken. */
function isAdmitted(info: Span, payable: bool): bool {
  if (!require(!malformed, MALFORMED_MESSAGE)) return false;
  takePayment(info, payable);
  return rejection == 0;
}

function mayUpload(): bool {
  return require(equals(sender, deployer()), NOT_DEPLOYER) && require(!isSealed(), ALREADY_SEALED);
}

function openUploadHash(): Slot {
  return openSlot(uploadHashKey(), WORD_BYTES);
}

/** h = keccak256(h ‖ word), the word big-endian. */
function extendHash(hash: usize, littleEndianWord: usize): void {
  const bytes = allocate(2 * WORD_BYTES);
  memory.copy(bytes, hash, WORD_BYTES);
  for (let i: usize = 0; i < 4; i++) {
    store<u64>(bytes + WORD_BYTES + (i << 3), bswap<u64>(load<u64>(littleEndianWord + ((3 - i) << 3))));
  }
  keccak256(span(bytes, 2 * WORD_BYTES), hash);
}

/** Whether the bits of the last state word beyond the last cell are zero, for every copy of the model. */
function isPaddingClear(lastWord: usize): bool {
  const partBytes: u32 = WORD_BYTES / COPIES;
  const usedBytes = partBytes - (STATE_WORDS * partBytes - CELLS * (LANE_BITS >> 3));
  for (let i = usedBytes; i < partBytes; i++) {
    if (load<u8>(lastWord + i) != 0) return false;
    if (COPIES > 1 && load<u8>(lastWord + partBytes + i) != 0) return false;
  }
  return true;
}

/** Whether a state word has the same cells for every copy of the model. */
function haveCopiesEqualCells(word: usize): bool {
  if (COPIES == 1) return true;
  return load<u64>(word) == load<u64>(word, 16) && load<u64>(word, 8) == load<u64>(word, 24);
}

function initialize(body: usize, info: Span): void {
  const fields = readFields(body, "first_word,words", 2);
  const firstWord = readNumber(fields.at(0), u32.MAX_VALUE);
  const words = readBytes(fields.at(1));
  if (!require(words.length % WORD_BYTES == 0, MALFORMED_MESSAGE)) return;
  if (!isAdmitted(info, false) || !mayUpload()) return;
  const count = words.length / WORD_BYTES;
  const uploaded = nextId();
  if (!require(firstWord == uploaded && count != 0 && count <= STATE_WORDS - uploaded, WRONG_CHUNK)) return;
  const hash = openUploadHash();
  for (let i: u32 = 0; i < count; i++) {
    const word = words.data + i * WORD_BYTES;
    if (!require(haveCopiesEqualCells(word), INITIAL_STATE_MALFORMED)) return;
    setWord(<u32>firstWord + i, word);
    extendHash(hash.data, word);
  }
  hash.changed = true;
  setNextId(uploaded + count);
  const isLast = uploaded + count == STATE_WORDS;
  if (isLast && !require(isPaddingClear(wordAt(STATE_WORDS - 1)), INITIAL_STATE_MALFORMED)) return;
  openEntry("stateWritten");
  logActor();
  logNumber("first_word", firstWord);
  logBase64("words", words);
  closeEntry();
}

function seal(body: usize, info: Span): void {
  const fields = readFields(body, "hot", 1);
  const values = allocate(<usize>HOT_COUNT << 3);
  let count = 0;
  for (let at = firstElement(fields.at(0)); at != 0; at = nextElement(at)) {
    const value = readDecimal(at);
    if (count < HOT_COUNT) store<i64>(values + (<usize>count << 3), value);
    count++;
  }
  if (!isAdmitted(info, false) || !mayUpload()) return;
  if (!require(nextId() == STATE_WORDS, STATE_INCOMPLETE)) return;
  if (!require(count == HOT_COUNT, INITIAL_STATE_MALFORMED)) return;
  const hash = openUploadHash();
  for (let k = 0; k < HOT_COUNT; k++) {
    const value = load<i64>(values + (<usize>k << 3));
    const ofFirstCopy = load<i64>(values + (<usize>(k % (HOT_COUNT / COPIES)) << 3));
    if (!require(fitsHot(k, value) && value == ofFirstCopy, INITIAL_STATE_MALFORMED)) return;
    setHot(k, value);
    const word = allocate(WORD_BYTES);
    store<i64>(word, value, 0);
    for (let i: usize = 8; i < WORD_BYTES; i += 8) store<i64>(word + i, value >> 63);
    extendHash(hash.data, word);
  }
  hash.removed = true;
  setNextId(0);
  setSealed();
  runSeal();
  if (rejection != 0) return;
  openEntry("sealed");
  logActor();
  logTime();
  logHex("state_hash", span(hash.data, WORD_BYTES));
  logHot(HOT_COUNT);
  closeEntry();
}

function addData(body: usize, info: Span): void {
  const fields = readFields(body, "label,sample", 2);
  const label = <u32>readNumber(fields.at(0), MAX_LABEL);
  const sample = readBytes(fields.at(1));
  if (!isAdmitted(info, true) || !require(isSealed(), NOT_SEALED)) return;
  contribute(label, sample);
  if (rejection == 0) payCaller(paid);
}

/** Takes contributions one after the other out of one payment, and hands back once what is left of it. */
function addMany(body: usize, info: Span): void {
  const fields = readFields(body, "labels,samples", 2);
  const given = allocate(<usize>MAX_BATCH << 2), samples = allocate(<usize>MAX_BATCH << 2);
  let count = 0, labelCount = 0;
  for (let at = firstElement(fields.at(0)); at != 0; at = nextElement(at)) {
    const label = <u32>readNumber(at, MAX_LABEL);
    if (labelCount < MAX_BATCH) store<u32>(given + (<usize>labelCount << 2), label);
    labelCount++;
  }
  for (let at = firstElement(fields.at(1)); at != 0; at = nextElement(at)) {
    if (count < MAX_BATCH) store<u32>(samples + (<usize>count << 2), <u32>changetype<usize>(readBytes(at)));
    count++;
  }
  if (!require(count == labelCount, MALFORMED_MESSAGE)) return;
  if (!isAdmitted(info, true) || !require(isSealed(), NOT_SEALED)) return;
  if (!require(count != 0, BATCH_EMPTY) || !require(count <= MAX_BATCH, BATCH_TOO_LARGE)) return;
  for (let i = 0; i < count; i++) {
    contribute(load<u32>(given + (<usize>i << 2)), changetype<Span>(load<u32>(samples + (<usize>i << 2))));
    if (rejection != 0) return;
  }
  payCaller(paid);
}

/** One addition out of what is left of the payment, whose excess stays there. */
function contribute(label: u32, sample: Span): void {
  if (!require(label < <u32>labels(), LABEL_OUT_OF_RANGE)) return;
  checkSample(sample);
  if (rejection != 0) return;
  const id = nextId();
  if (!require(id < MAX_ID, IDS_EXHAUSTED)) return;
  setNextId(id + 1);
  openRecord(id, time, label, hashOf(sample), sender);
  if (UNIQUE && !require(!isTaken(), DUPLICATE_DATA)) return;
  createRecord();
  useSample(sample);
  const cost = runAdd();
  if (rejection != 0) return;
  if (cost < 0) unreachable();
  if (!require(<u64>cost >> MAX_DEPOSIT_BITS == 0, DEPOSIT_TOO_LARGE)) return;
  if (!require(paid >= <u64>cost, PAYMENT_BELOW_QUOTE)) return;
  settleRecord(<u64>cost);
  openEntry("dataAdded");
  logActor();
  logNumber("id", id);
  logTime();
  logNumber("label", label);
  logNumber("paid", paid);
  logNumber("cost", <u64>cost);
  logBase64("sample", sample);
  closeEntry();
  setPaid(paid - <u64>cost);
}

/** Takes the next label into use. The role that may is the last. */
function addClass(body: usize, info: Span): void {
  const fields = readFields(body, "name", 1);
  const name = readBytes(fields.at(0));
  if (!require(name.length == NAME_BYTES, MALFORMED_MESSAGE)) return;
  if (!isAdmitted(info, false) || !require(isSealed(), NOT_SEALED)) return;
  if (!require(isRole(ROLE_COUNT - 1), NOT_PERMITTED)) return;
  const label = labels();
  if (!require(label < CLASSES, CLASSES_FULL)) return;
  addLabel();
  openEntry("classAdded");
  logActor();
  logTime();
  logNumber("label", label);
  logBase64("name", name);
  closeEntry();
}

function hashOf(bytes: Span): usize {
  const hash = allocate(32);
  keccak256(bytes, hash);
  return hash;
}

/** Reads as many i64 as the action takes; an action without arguments has no such field. */
function readArgs(at: usize, count: i32): void {
  if (count == 0) {
    require(at == 0, MALFORMED_MESSAGE);
    return;
  }
  const values = allocate(<usize>count << 3);
  let found = 0;
  for (let element = firstElement(at); element != 0; element = nextElement(element)) {
    const value = readDecimal(element);
    if (found < count) store<i64>(values + (<usize>found << 3), value);
    found++;
  }
  require(found == count, MALFORMED_MESSAGE);
  setArgs(values, count);
}

/** Reads the 32 bytes that some actions take. */
function readDigest(at: usize): void {
  const bytes = readBytes(at);
  if (require(bytes.length == DIGEST_BYTES, MALFORMED_MESSAGE)) setDigest(bytes);
}

/** The parts of a contribution, and behind them the digest. */
function readFieldsWithDigest(body: usize, record: i32): Fields {
  return record == RECORD_SAMPLE
    ? readFields(body, "id,time,submitter,label,args,sample,digest", 7)
    : readFields(body, "id,time,submitter,label,args,sample_hash,digest", 7);
}

function actOnItem(action: i32, body: usize, info: Span): void {
  const fields = readFields(body, "label,sample,next,args", 4);
  const label = <u32>readNumber(fields.at(0), MAX_LABEL);
  const sample = readBytes(fields.at(1));
  const next = readBytes(fields.at(2));
  readArgs(fields.at(3), load<u8>(ACTION_ARGS + action));
  if (!require(next.length == DIGEST_BYTES, MALFORMED_MESSAGE)) return;
  if (!isAdmitted(info, load<u8>(ACTION_PAYABLE + action) != 0) || !require(isSealed(), NOT_SEALED)) return;
  if (!require(label < <u32>labels(), LABEL_OUT_OF_RANGE)) return;
  checkSample(sample);
  if (rejection != 0) return;
  useSample(sample);
  openItem(label, sample, next);
  runAndLog(action, false, 0);
}

function actOnParts(action: i32, body: usize, info: Span): void {
  const fields = readFields(body, "parts,args", 2);
  const bytes = fields.at(0) == 0 ? span(0, 0) : readBytes(fields.at(0));
  readArgs(fields.at(1), load<u8>(ACTION_ARGS + action));
  if (!isAdmitted(info, load<u8>(ACTION_PAYABLE + action) != 0) || !require(isSealed(), NOT_SEALED)) return;
  readOpening(bytes);
  if (rejection != 0) return;
  runAndLog(action, false, 0);
}

function act(action: i32, body: usize, info: Span): void {
  const record = <i32>load<u8>(ACTION_RECORD + action);
  const argCount = <i32>load<u8>(ACTION_ARGS + action);
  const payable = load<u8>(ACTION_PAYABLE + action) != 0;
  const takesDigest = HAS_DIGESTS && load<u8>(ACTION_DIGEST + action) != 0;
  if (HAS_ITEMS && record == RECORD_ITEM) {
    actOnItem(action, body, info);
    return;
  }
  if (HAS_PARTS && load<u8>(ACTION_PARTS + action) != 0) {
    actOnParts(action, body, info);
    return;
  }
  if (record == RECORD_NONE) {
    const fields = HAS_DIGESTS && takesDigest ? readFields(body, "args,digest", 2) : readFields(body, "args", 1);
    readArgs(fields.at(0), argCount);
    if (HAS_DIGESTS && takesDigest) readDigest(fields.at(1));
    if (!isAdmitted(info, payable) || !require(isSealed(), NOT_SEALED)) return;
    runAndLog(action, false, 0);
    return;
  }
  const names = record == RECORD_SAMPLE ? "id,time,submitter,label,args,sample" : "id,time,submitter,label,args,sample_hash";
  const fields = HAS_DIGESTS && takesDigest ? readFieldsWithDigest(body, record) : readFields(body, names, 6);
  if (HAS_DIGESTS && takesDigest) readDigest(fields.at(6));
  const id = readNumber(fields.at(0), MAX_ID);
  const added = readNumber(fields.at(1), MAX_TIME);
  const submitter = readText(fields.at(2));
  const label = <u32>readNumber(fields.at(3), MAX_LABEL);
  readArgs(fields.at(4), argCount);
  const bytes = readBytes(fields.at(5));
  if (!require(record == RECORD_SAMPLE || bytes.length == 32, MALFORMED_MESSAGE)) return;
  if (!isAdmitted(info, payable)) return;
  const sampleHash = record == RECORD_SAMPLE ? hashOf(bytes) : bytes.data;
  if (!require(openRecord(id, added, label, sampleHash, submitter), UNKNOWN_RECORD)) return;
  if (record == RECORD_SAMPLE) useSample(bytes);
  runAndLog(action, true, id);
}

function runAndLog(action: i32, hasRecord: bool, id: u64): void {
  allowPayment();
  const reason = runAction(action);
  if (rejection != 0) return;
  if (<u32>reason > <u32>MAX_REASON) unreachable();
  openEntry("acted");
  logActor();
  logNumber("action", action);
  if (hasRecord) logNumber("id", id);
  logTime();
  logNumber("reason", reason);
  logNumber("paid", paid);
  logNumber("amount", payAmount);
  logArgs();
  if (HAS_ITEMS || HAS_DIGESTS) logBrought();
  if (HAS_PARTS) logParts();
  closeEntry();
  deliverPayment();
}

function withdraw(body: usize, info: Span): void {
  const fields = readFields(body, "to", 1);
  const to = fields.at(0) == 0 ? sender : readText(fields.at(0));
  if (!isAdmitted(info, false)) return;
  const credit = creditOf(sender);
  if (!require(credit != 0, NOTHING_TO_WITHDRAW)) return;
  // The bank would send coins to the contract itself, and takes addresses in upper case, which would hide that.
  if (!require(isAddress(to) && !equals(to, self()), DELIVERY_FAILED)) return;
  setCredit(sender, 0);
  openEntry("withdrawn");
  logActor();
  logText("to", to);
  logTime();
  logNumber("amount", credit);
  closeEntry();
  payOut(to, credit);
}
