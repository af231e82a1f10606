import {
  bytesToBigint,
  type CommittedItem,
  entryBytes,
  indexBytes,
  itemHash,
  type OpenedParts,
  type ResolvedComposition,
  type Shape,
  secretCommitment,
} from "@chainlearn/core";
import { type Fuel, type MechanismHost, TURNS_PER_HASHED_BYTE } from "@chainlearn/kernel";
import type { Frame } from "./frame.ts";
import type { MechanismWorld } from "./mechanism.ts";
import type { Payment } from "./payments.ts";
import type { ContributionRecord } from "./records.ts";
import { trap } from "./trap.ts";

const CALLER = 0;
const SUBMITTER = 1;
/** For `parts.match`: every part is open. */
const ALL_PARTS = -1;

/**
 * The words of a mechanism's kernel, as packages/kernel/assembly documents them.
 * @param frame the call that runs
 * @param fuel that words which go through many bytes or words use up, beside the price that each word has
 */
export function mechanismHost(
  composition: ResolvedComposition,
  roles: Readonly<Record<string, string>>,
  world: MechanismWorld,
  frame: () => Frame,
  fuel?: Fuel,
): MechanismHost {
  const { manifest } = composition.mechanism;
  const { shape } = composition;
  const roleAddresses = manifest.roles.map((role) => roles[role]);
  const params = new Map(
    composition.params
      .filter(({ owner }) => owner === "mechanism")
      .map(({ spec, value }) => [spec.name, value]),
  );

  const sample = (): Uint8Array => frame().sample ?? trap("this call brings no sample.");
  const used = (label: number): number => {
    if (label < 0 || label >= world.model.labels()) trap(`there is no label ${label}.`);
    return label;
  };
  const record = (): ContributionRecord => frame().record ?? trap("no record is open.");
  const item = (): CommittedItem => frame().item ?? trap("this call reveals no item.");
  const digest = (): Uint8Array => frame().digest ?? trap("this call brings no digest.");
  const opened = (): OpenedParts => frame().opened ?? trap("this call opens no parts.");
  const sender = (): string => frame().sender ?? trap("a view has no sender.");
  const submitter = (): string => record().submitter;
  const addressOf = (who: number): string => {
    if (who === CALLER) return sender();
    return who === SUBMITTER ? submitter() : trap(`there is no account ${who} in a call.`);
  };

  return {
    config: (name) => params.get(name) ?? trap(`there is no parameter ${name}.`),
    errors: manifest.errors,
    sample: {
      count: () => sample().length / entryBytes(shape),
      index: (p) => entryAt(sample(), p, shape).index,
      value: (p) => entryAt(sample(), p, shape).value,
    },
    call: {
      time: () => BigInt(frame().time),
      paid: () => frame().paid,
      isRole: (k) => {
        if (k < 0 || k >= roleAddresses.length) trap(`there is no role ${k}.`);
        return roleAddresses[k] === sender();
      },
      arg: (k) => frame().args[k] ?? trap(`there is no argument ${k}.`),
    },
    record: {
      time: () => BigInt(record().time),
      label: () => record().label,
      deposit: () => record().deposit,
      left: () => record().left,
      setLeft: (units) => record().setLeft(units),
      isSubmitter: () => submitter() === sender(),
      claim: () => claim(record(), sender(), world),
      get: (k) => record().cells.get(k),
      set: (k, value) => record().cells.set(k, value),
    },
    account: {
      get: (who, k) => world.accounts.cells(addressOf(who)).get(k),
      set: (who, k, value) => world.accounts.cells(addressOf(who)).set(k, value),
    },
    pool: {
      get: (k) => world.pool.get(k),
      set: (k, value) => world.pool.set(k, value),
    },
    item: {
      label: () => item().label,
      next: (register) => {
        fuel?.spend(item().sample.length * TURNS_PER_HASHED_BYTE, "item.next");
        if (bytesToBigint(itemHash(item())) !== world.registers.get(register)) return false;
        world.registers.set(register, bytesToBigint(item().next));
        return true;
      },
    },
    digest: {
      store: (register) => world.registers.set(register, bytesToBigint(digest())),
      move: (from, to) => {
        const moved = world.registers.get(from);
        world.registers.set(from, 0n);
        world.registers.set(to, moved);
      },
      isZero: (register) => world.registers.get(register) === 0n,
    },
    parts: {
      match: (register, count, only) => {
        const { digest: committed, open } = opened();
        fuel?.spend(open.length, "parts.match");
        const all = only === ALL_PARTS;
        const asWanted = (all || only in open) && open.every((isOpen, n) => isOpen === (all || n === only));
        const matches = bytesToBigint(committed) === world.registers.get(register);
        return matches && open.length === count && asWanted;
      },
      count: () => opened().items.length,
      open: (j) => {
        const { label, sample: bytes } = opened().items[j] ?? trap(`there is no open item ${j}.`);
        frame().sample = bytes;
        return label;
      },
    },
    secret: {
      part: (k) => quarter(digest(), k),
      commitment: (k) => quarter(secretCommitment(sender(), digest()), k),
    },
    series: {
      get: (k, n) => world.series.get(k, n),
      set: (k, n, value) => world.series.set(k, n, value),
    },
    model: {
      predict: () => world.model.predict(sample()),
      update: (label) => world.model.update(sample(), used(label)),
    },
    copy: {
      margin: (which, label) => world.model.margin(sample(), used(label), which),
      predict: (which) => world.model.predict(sample(), which),
      update: (which, label) => world.model.update(sample(), used(label), which),
      assign: (from, to, first, count) => {
        const words = composition.layout.stateWords;
        if (first < 0 || first >= words) trap(`there is no state word ${first}.`);
        if (count < 1) trap(`${count} words to copy.`);
        fuel?.spend(Math.min(count, words - first), "copy.assign");
        world.model.assign(from, to, first, count);
        return count < words - first ? first + count : 0;
      },
    },
    pay: {
      to: (who, units) => {
        const address = addressOf(who);
        pay(frame(), { who: who === CALLER ? "caller" : "submitter", address, units });
      },
    },
  };
}

/** Whether the sender has claimed the record before; from now on it has. */
function claim(record: ContributionRecord, sender: string, world: MechanismWorld): boolean {
  const { id, submitter } = record;
  if (sender === submitter) {
    if (record.claimedBySubmitter) return true;
    record.claimBySubmitter();
    return false;
  }
  if (world.marks.has(sender, id)) return true;
  world.marks.set(sender, id);
  record.countClaim();
  return false;
}

/** Bits 64 k to 64 k + 63 of 32 bytes, the highest first, as an i64. */
function quarter(bytes: Uint8Array, k: number): bigint {
  if (k < 0 || k > 3) trap(`32 bytes have no 64 bits number ${k}.`);
  return BigInt.asIntN(64, bytesToBigint(bytes.subarray(8 * k, 8 * k + 8)));
}

function pay(frame: Frame, payment: Payment): void {
  if (!frame.mayPay) trap("this entry makes no payment.");
  if (frame.payment !== undefined) trap("a call makes one payment at most.");
  if (payment.units < 0n) trap(`a payment of ${payment.units} units.`);
  frame.payment = payment;
}

function entryAt(sample: Uint8Array, p: number, shape: Shape): { index: number; value: number } {
  const size = entryBytes(shape);
  if (p < 0 || p >= sample.length / size) trap(`the sample has no entry ${p}.`);
  const view = new DataView(sample.buffer, sample.byteOffset + p * size, size);
  const width = shape.encoding === "dense" ? 0 : indexBytes(shape);
  return {
    index: width === 0 ? p : width === 2 ? view.getUint16(0) : view.getUint32(0),
    value: shape.encoding === "sparse" ? 2 ** shape.valueBits : view.getInt32(width),
  };
}
