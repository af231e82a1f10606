import {
  type Cancellable,
  type CodeVerification,
  kernelId,
  type PlacedLogEntry,
  type ResolvedComposition,
  type Trainer,
  throwIfAborted,
} from "@chainlearn/core";
import { breathe } from "../breathe.ts";
import type { Difference } from "../replay/difference.ts";
import { type LogReplay, replayHere, type StartReplay } from "../replay/log-replay.ts";
import type { Books } from "../shell/ledger.ts";
import { checksOf } from "./checks.ts";
import { compareModels, compareRecords } from "./compare-snapshots.ts";
import type { LedgerReport, VerificationReport } from "./report.ts";

/** Entries between two looks at the signal and two calls of `onProgress`. */
const ENTRIES_PER_STRETCH = 512;

/** A log that was read from the chain before, as by a log store. */
export interface BroughtLog {
  /** What reports call it, as "the log store log.db". */
  readonly name: string;
  /** From the first entry on; those behind the block that is compared at are left out. */
  readonly entries: Iterable<PlacedLogEntry> | AsyncIterable<PlacedLogEntry>;
  /** How many there are, for `onProgress`. */
  readonly total: number;
}

/** How {@link verify} works. */
export interface VerifyOptions extends Cancellable {
  /** The block to compare at. Default: the newest when verification begins. */
  readonly block?: number;
  /** Whose kernels the log is replayed with. Default: the trainer's composition. */
  readonly composition?: ResolvedComposition;
  /**
   * Where and how the log is replayed. Default: in this thread, without a limit, which is right for kernels that one
   * trusts. `replayIsolated` of `@chainlearn/adapter-local/isolated` is for those of strangers.
   */
  readonly replay?: StartReplay;
  /**
   * The log. Default: the chain is asked for it. A brought one is as good: what it leads to is compared with the chain's
   * state either way.
   */
  readonly log?: BroughtLog;
  /** Called now and then with the log entries replayed and their number in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Replays a contract's log through the same kernels and compares everything that the chain holds at one block with it:
 * every state cell, the mechanism's cells, records, accounts, claims and the books; and the code. A difference is
 * reported, not thrown.
 * @throws ChainlearnError aborted, fuel_exhausted, memory_exhausted, or what the chain fails with
 */
export async function verify(trainer: Trainer, options: VerifyOptions = {}): Promise<VerificationReport> {
  const { signal } = options;
  throwIfAborted(signal);
  const composition = options.composition ?? trainer.composition;
  const block = options.block ?? (await trainer.block());
  const code = await trainer.verifyCode(signal && { signal });
  throwIfAborted(signal);
  const kernels = differenceInKernels(composition, code);
  if (kernels) {
    return {
      ok: false,
      verdict: "different",
      checks: checksOf({ code, kernels }),
      block,
      logSource: sourceOf(options),
      entries: 0,
      contributions: 0,
      stateHash: "",
      firstDifference: kernels,
      code,
      ledger: NO_BOOKS,
    };
  }
  const start = options.replay ?? replayHere();
  const { deployer, roles } = trainer;
  const replay = await start(composition, { deployer, roles });
  try {
    return await compareWith(replay, trainer, composition, block, code, options);
  } finally {
    await replay.close();
  }
}

async function compareWith(
  replay: LogReplay,
  trainer: Trainer,
  composition: ResolvedComposition,
  block: number,
  code: CodeVerification,
  options: VerifyOptions,
): Promise<VerificationReport> {
  const log = await replayLog(trainer, replay, block, options);
  throwIfAborted(options.signal);
  const { entries, sealed, known, books, stateHash } = await replay.state();
  const chain = await trainer.snapshot(known, block, options);
  const own = await replay.snapshot(block, chain.balance);
  const ledger = {
    ...books,
    balance: chain.balance,
    surplus: chain.balance - books.owed - books.heldByMechanism,
  };
  // Behind the place where the log differs everything differs.
  const replayed = {
    ...{ entries, sealed, stateHash, log, logSource: sourceOf(options) },
    model: log ? undefined : compareModels(composition, own, chain),
    records: log ? undefined : compareRecords(composition, own, chain),
    money: log ? undefined : differenceInBooks(ledger),
  };
  const firstDifference =
    log ?? replayed.model ?? replayed.records ?? replayed.money ?? differenceInCode(code);
  const verdict = firstDifference ? "different" : sealed ? "verified" : "unsealed";
  return {
    ok: verdict === "verified",
    verdict,
    checks: checksOf({ code, kernels: undefined, replayed }),
    block,
    logSource: sourceOf(options),
    entries,
    contributions: known.contributions.length,
    stateHash,
    ...(firstDifference && { firstDifference }),
    code,
    ledger,
  };
}

const sourceOf = ({ log }: VerifyOptions): string => log?.name ?? "the chain";

const NO_BOOKS: LedgerReport = {
  paidIn: 0n,
  paidOut: 0n,
  owed: 0n,
  heldByMechanism: 0n,
  balance: 0n,
  surplus: 0n,
};

/** Whether the kernels at hand are those that the contract names. */
function differenceInKernels(
  composition: ResolvedComposition,
  { kernelIds }: CodeVerification,
): Difference | undefined {
  for (const role of ["model", "mechanism"] as const) {
    // Hashed here and not taken from the composition: the bytes are what is replayed with.
    const own = kernelId(composition[role].kernel);
    const named = kernelIds[role];
    if (own !== named) return { where: `sha256 of the ${role}'s kernel`, expected: own, actual: named };
  }
  return undefined;
}

async function replayLog(
  trainer: Trainer,
  replay: LogReplay,
  block: number,
  { signal, onProgress, log: brought }: VerifyOptions,
): Promise<Difference | undefined> {
  const log = brought?.entries ?? (await trainer.log({ toBlock: block, ...(signal && { signal }) }));
  const total = brought?.total ?? (log as readonly PlacedLogEntry[]).length;
  let done = 0;
  for await (const stretch of stretches(log, block)) {
    onProgress?.(done, total);
    await breathe();
    throwIfAborted(signal);
    const difference = await replay.apply(stretch);
    if (difference !== undefined) return difference;
    done += stretch.length;
  }
  onProgress?.(done, total);
  return undefined;
}

/** The entries up to a block, in pieces. */
async function* stretches(
  log: Iterable<PlacedLogEntry> | AsyncIterable<PlacedLogEntry>,
  block: number,
): AsyncGenerator<readonly PlacedLogEntry[]> {
  let stretch: PlacedLogEntry[] = [];
  for await (const entry of log) {
    if (entry.position.block > block) break;
    stretch.push(entry);
    if (stretch.length < ENTRIES_PER_STRETCH) continue;
    yield stretch;
    stretch = [];
  }
  if (stretch.length > 0) yield stretch;
}

function differenceInBooks({
  paidIn,
  paidOut,
  owed,
  heldByMechanism,
  balance,
  surplus,
}: Books & Pick<LedgerReport, "balance" | "surplus">): Difference | undefined {
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
