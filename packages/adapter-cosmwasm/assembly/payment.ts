// Money that comes with a call, and money that leaves at its end.
import { addCredit } from "./accounts";
import { sender, setPaid } from "./call";
import { denom, unitZeros } from "./instance";
import { firstElement, nextElement, openJson, readDigits, readField, readText, malformed } from "./json-reader";
import { allocate, equals, Span, span } from "./memory";
import {
  PAYMENT_NOT_ACCEPTED, PAYMENT_NOT_WHOLE_UNITS, PAYMENT_TOO_LARGE, PAYMENT_WRONG_DENOMINATION, reject, require,
} from "./rejection";
import { Writer } from "./writer";

/** What the chain tells `reply` about: a refused payment becomes credit, a refused withdrawal fails. */
export const PAYMENT: u64 = 1, WITHDRAWAL: u64 = 2;

const MAX_UNITS: u64 = i64.MAX_VALUE;
/** Decimal digits of 2^63 - 1. */
const MAX_DIGITS: u32 = 19;
const ZERO: u8 = 0x30;

/** The submessage of the call; empty = none. */
// @ts-ignore: decorator
@lazy export const messages: Writer = changetype<Writer>(memory.data(12, 4));

export function hasCoins(info: Span): bool {
  return firstElement(readField(openJson(info, false), "funds")) != 0;
}

/** Checks the coins that came with the call and notes their units. */
export function takePayment(info: Span, accepted: bool): void {
  const coin = firstElement(readField(openJson(info, false), "funds"));
  if (malformed) unreachable();
  if (coin == 0) return;
  if (nextElement(coin) != 0) {
    reject(PAYMENT_WRONG_DENOMINATION);
    return;
  }
  const coinDenom = readText(readField(coin, "denom"));
  const amount = readText(readField(coin, "amount"));
  if (!require(equals(coinDenom, denom()), PAYMENT_WRONG_DENOMINATION)) return;
  const units = wholeUnits(amount);
  if (!require(accepted || units == 0, PAYMENT_NOT_ACCEPTED)) return;
  setPaid(units);
}

/** Units of a decimal amount of base units. A unit is a power of ten, so that division is cutting off zeros. */
function wholeUnits(amount: Span): u64 {
  if (amount.length == 1 && load<u8>(amount.data) == ZERO) return 0;
  const zeros = unitZeros();
  let digits = amount.length;
  for (let i: u32 = 0; i < zeros; i++) {
    if (digits == 0 || load<u8>(amount.data + --digits) != ZERO) {
      reject(PAYMENT_NOT_WHOLE_UNITS);
      return 0;
    }
  }
  if (digits == 0) {
    reject(PAYMENT_NOT_WHOLE_UNITS);
    return 0;
  }
  if (digits > MAX_DIGITS) {
    reject(PAYMENT_TOO_LARGE);
    return 0;
  }
  // Nineteen digits are below 2^64; what is above 2^63 - 1 is told apart from what is no number.
  const units = readDigits(amount.data, amount.data + digits, u64.MAX_VALUE);
  if (malformed) unreachable();
  return require(units <= MAX_UNITS, PAYMENT_TOO_LARGE) ? units : 0;
}

function writeSend(id: u64, payload: Span, to: Span, units: u64): void {
  messages.literal('{"id":');
  messages.unsigned(id);
  messages.literal(',"payload":"');
  messages.base64(payload);
  messages.literal('","msg":{"bank":{"send":{"to_address":"');
  messages.bytes(to);
  messages.literal('","amount":[{"denom":"');
  messages.bytes(denom());
  messages.literal('","amount":"');
  messages.unsigned(units);
  for (let i: u32 = 0; i < unitZeros(); i++) messages.literal("0");
  messages.literal('"}]}}},"gas_limit":null,"reply_on":"error"}');
}

/** Sends units to the caller at the end of the call; what is refused becomes credit. 0 sends nothing. */
export function payCaller(units: u64): void {
  if (units == 0) return;
  const payload = allocate(8 + sender.length);
  store<u64>(payload, units);
  memory.copy(payload + 8, sender.data, sender.length);
  writeSend(PAYMENT, span(payload, 8 + sender.length), sender, units);
}

/** Sends units to an address at the end of the call, which fails if they are refused. */
export function payOut(to: Span, units: u64): void {
  writeSend(WITHDRAWAL, span(0, 0), to, units);
}

/** Credits a payment that was refused. Returns its units; `account` receives whose it was. */
export function creditRefused(payload: Span, account: Span): u64 {
  const units = load<u64>(payload.data);
  account.data = payload.data + 8;
  account.length = payload.length - 8;
  addCredit(account, units);
  return units;
}
