import {
  type Cancellable,
  type CodeVerification,
  kernelId,
  type ResolvedComposition,
  type Snapshot,
  stateHash,
  type Trainer,
  toHex,
} from "@chainlearn/core";
import { breathe, throwIfAborted } from "../aborted.ts";
import type { Difference } from "../replay/difference.ts";
import { Replay } from "../replay/replay.ts";
import { snapshotOf } from "../replay/snapshot.ts";
import { compareSnapshots } from "./compare-snapshots.ts";
import type { LedgerReport, VerificationReport } from "./report.ts";

/** Entries between two looks at the signal and two calls of `onProgress`. */
const ENTRIES_PER_STRETCH = 512;

/** How {@link verify} works. */
export interface VerifyOptions extends Cancellable {
  /** The block to compare at. Default: the newest when verification begins. */
  readonly block?: number;
  /** Whose kernels the log is replayed with. Default: the trainer's composition. */
  readonly composition?: ResolvedComposition;
  /** Called now and then with the log entries replayed and their number in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Replays a contract's log in this process through the same kernels and compares everything that the chain holds at
 * one block with it: every state cell, the mechanism's cells, records, accounts, claims and the books; then the code.
 * A difference is reported, not thrown.
 * @throws ChainlearnError aborted, or what the chain fails with
 */
export async function verify(trainer: Trainer, options: VerifyOptions = {}): Promise<VerificationReport> {
  const { signal } = options;
  throwIfAborted(signal);
  const composition = options.composition ?? trainer.composition;
  const block = options.block ?? (await trainer.block());
  const code = await trainer.verifyCode();
  throwIfAborted(signal);

  const replay = await startReplay(trainer, composition, code);
  if (!(replay instanceof Replay)) {
    return {
      ok: false,
      block,
      entries: 0,
      contributions: 0,
      stateHash: "",
      firstDifference: replay,
      code,
      ledger: NO_BOOKS,
    };
  }
  const inLog = await replayLog(trainer, replay, block, options);
  throwIfAborted(signal);
  const chain = await trainer.snapshot(replay.known, block);
  const own = snapshotOf(replay.shell, replay.known, block, chain.balance);
  const ledger = compareBooks(replay, chain);

  const firstDifference =
    inLog ?? compareSnapshots(composition, own, chain) ?? differenceInBooks(ledger) ?? differenceInCode(code);
  return {
    ok: firstDifference === undefined,
    block,
    entries: replay.entries,
    contributions: replay.known.contributions.length,
    stateHash: toHex(stateHash(own.words, own.hot)),
    ...(firstDifference && { firstDifference }),
    code,
    ledger,
  };
}

const NO_BOOKS: LedgerReport = {
  paidIn: 0n,
  paidOut: 0n,
  owed: 0n,
  heldByMechanism: 0n,
  balance: 0n,
  surplus: 0n,
};

/** A replay, or why there can be none: the kernels at hand are not those that the contract names. */
async function startReplay(
  trainer: Trainer,
  composition: ResolvedComposition,
  code: CodeVerification,
): Promise<Replay | Difference> {
  for (const role of ["model", "mechanism"] as const) {
    // Hashed here and not taken from the composition: the bytes are what is replayed with.
    const own = kernelId(composition[role].kernel);
    const named = code.kernelIds[role];
    if (own !== named) return { where: `sha256 of the ${role}'s kernel`, expected: own, actual: named };
  }
  return Replay.create(composition, trainer);
}

async function replayLog(
  trainer: Trainer,
  replay: Replay,
  block: number,
  { signal, onProgress }: VerifyOptions,
): Promise<Difference | undefined> {
  const log = await trainer.log({ toBlock: block, ...(signal && { signal }) });
  for (const [i, entry] of log.entries()) {
    if (i % ENTRIES_PER_STRETCH === 0) {
      onProgress?.(i, log.length);
      await breathe();
      throwIfAborted(signal);
    }
    const difference = replay.apply(entry);
    if (difference !== undefined) return difference;
  }
  onProgress?.(log.length, log.length);
  return undefined;
}

function compareBooks(replay: Replay, chain: Snapshot): LedgerReport {
  const books = replay.shell.books();
  return { ...books, balance: chain.balance, surplus: chain.balance - books.owed - books.heldByMechanism };
}

function differenceInBooks({
  paidIn,
  paidOut,
  owed,
  heldByMechanism,
  balance,
  surplus,
}: LedgerReport): Difference | undefined {
  if (heldByMechanism < 0n) {
    return {
      where: "ledger: what is owed",
      expected: `at most ${paidIn - paidOut} units (paid in ${paidIn}, paid out ${paidOut})`,
      actual: `${owed} units`,
    };
  }
  if (surplus < 0n) {
    return {
      where: "ledger: balance",
      expected: `at least ${owed + heldByMechanism} units`,
      actual: `${balance} units`,
    };
  }
  return undefined;
}

function differenceInCode(code: CodeVerification): Difference | undefined {
  if (code.matches) return undefined;
  return { where: `code: ${code.difference ?? "its hash"}`, expected: code.rebuilt, actual: code.onChain };
}
