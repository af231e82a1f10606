// The host vocabulary as the linker finds it: `<module>_<word>`. packages/kernel/assembly says what each word does.
import { exp2, isqrt, log2, mulDiv } from "@chainlearn/kernel/assembly/math";
import { getAccountCell, setAccountCell } from "./accounts";
import { arg, isRole, paid, time } from "./call";
import { assignCopy, getOwnHot, marginOf, predictLabelOf, setOwnHot, trainModelOf } from "./copies";
import { labelOfItem, nextItem, storeDigest } from "./items";
import { addressOf, payOnce, predictLabel, scratchCell, trainModel } from "./kernels";
import { getPool, labels, setPool } from "./meter";
import { countItems, matchParts, openItemOfPart, partOfCommitment, partOfSecret } from "./parts";
import {
  assertRecord, claim, deposit, getRecordCell, isSubmitter, left, recordLabel, recordTime, setLeft, setRecordCell,
} from "./record";
import { isRegisterZero, moveRegister, seriesValue, setSeriesValue } from "./registers";
import { reject } from "./rejection";
import { rowAxpy, rowDot, rowNorm } from "./row";
import { sampleCount, sampleIndex, sampleValue } from "./sample";
import { addToCell, getCell, setCell } from "./state";

export { rejection } from "./rejection";

const MAX_CODE: i32 = 65_535;

export function sample_count(): i32 { return sampleCount(); }
export function sample_index(p: i32): i32 { return sampleIndex(p); }
export function sample_value(p: i32): i32 { return sampleValue(p); }

export function state_get(i: i32): i64 { return getCell(i); }
export function state_set(i: i32, v: i64): void { setCell(i, v); }
export function state_add(i: i32, d: i64): void { addToCell(i, d); }

export function row_dot(base: i32): i64 { return rowDot(base); }
export function row_axpy(base: i32, d: i64): void { rowAxpy(base, d); }
export function row_norm(): i64 { return rowNorm(); }

export function label_count(): i32 { return labels(); }

export function hot_get(k: i32): i64 { return getOwnHot(k); }
export function hot_set(k: i32, v: i64): void { setOwnHot(k, v); }

export function scratch_get(k: i32): i64 { return load<i64>(scratchCell(k)); }
export function scratch_set(k: i32, v: i64): void { store<i64>(scratchCell(k), v); }

export function math_mulDiv(a: i64, b: i64, c: i64): i64 { return mulDiv(a, b, c); }
export function math_isqrt(x: i64): i64 { return isqrt(x); }
export function math_log2(x: i64): i64 { return log2(x); }
export function math_exp2(x: i64): i64 { return exp2(x); }

export function call_time(): i64 { return <i64>time; }
export function call_paid(): i64 { return <i64>paid; }
export function call_isRole(k: i32): i32 { return <i32>isRole(k); }
export function call_arg(k: i32): i64 { return arg(k); }
/** The linker makes kernels return right behind this. */
export function call_reject(code: i32): void {
  if (code < 1 || code > MAX_CODE) unreachable();
  reject(code);
}

export function record_time(): i64 { assertRecord(); return <i64>recordTime; }
export function record_label(): i32 { assertRecord(); return <i32>recordLabel; }
export function record_deposit(): i64 { return <i64>deposit(); }
export function record_left(): i64 { return <i64>left(); }
export function record_setLeft(v: i64): void { setLeft(v); }
export function record_isSubmitter(): i32 { return <i32>isSubmitter(); }
export function record_claim(): i32 { return <i32>claim(); }
export function record_get(k: i32): i64 { return getRecordCell(k); }
export function record_set(k: i32, v: i64): void { setRecordCell(k, v); }

export function account_get(who: i32, k: i32): i64 { return getAccountCell(addressOf(who), k); }
export function account_set(who: i32, k: i32, v: i64): void { setAccountCell(addressOf(who), k, v); }

export function pool_get(k: i32): i64 { return getPool(k); }
export function pool_set(k: i32, v: i64): void { setPool(k, v); }

export function item_label(): i32 { return labelOfItem(); }
export function item_next(register: i32): i32 { return <i32>nextItem(register); }

export function digest_store(register: i32): void { storeDigest(register); }
export function digest_move(from: i32, to: i32): void { moveRegister(from, to); }
export function digest_isZero(register: i32): i32 { return <i32>isRegisterZero(register); }

export function parts_match(register: i32, count: i32, only: i32): i32 { return <i32>matchParts(register, count, only); }
export function parts_count(): i32 { return countItems(); }
export function parts_open(j: i32): i32 { return openItemOfPart(j); }

export function secret_part(k: i32): i64 { return partOfSecret(k); }
export function secret_commitment(k: i32): i64 { return partOfCommitment(k); }

export function series_get(k: i32, n: i64): i64 { return seriesValue(k, n); }
export function series_set(k: i32, n: i64, v: i64): void { setSeriesValue(k, n, v); }

export function model_predict(): i32 { return predictLabel(); }
export function model_update(label: i32): void { trainModel(label); }

export function copy_margin(which: i32, label: i32): i64 { return marginOf(which, label); }
export function copy_predict(which: i32): i32 { return predictLabelOf(which); }
export function copy_update(which: i32, label: i32): void { trainModelOf(which, label); }
export function copy_assign(from: i32, to: i32, first: i32, count: i32): i32 { return assignCopy(from, to, first, count); }

export function pay_to(who: i32, amount: i64): void { payOnce(who, amount); }
