import { CHAINS } from "../../spam-filter/src/chains.ts";
import { UsageError } from "../../spam-filter/src/options.ts";
import { createProgress } from "../../spam-filter/src/report/progress.ts";
import { loadDigits } from "./images.ts";
import { initialModel, learn } from "./learn.ts";
import { loadNetwork } from "./network.ts";
import { HELP, parseOptions } from "./options.ts";
import { embeddedParts, pixelParts } from "./prepare.ts";
import { isVerified, jsonReport, type Report, textReport } from "./report.ts";
import { trainOnChain } from "./story.ts";

const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;
const GRACE_MS = 10_000;

async function fineTune(
  { chain: chainName, seed, ...sizes }: ReturnType<typeof parseOptions>,
  signal: AbortSignal,
): Promise<Report> {
  const { title, start } = CHAINS[chainName];
  const progress = createProgress(["network", title], process.stderr);
  try {
    const digits = loadDigits(seed).slice(0, sizes.initial + sizes.contributions + sizes.heldBack);
    const network = await loadNetwork();
    const { parts: embedded, composition } = await embeddedParts(network, digits, sizes, {
      signal,
      onProgress: (share) => progress.update("network", share, "digits"),
    });
    network.dispose();
    const parts = pixelParts(digits, sizes);
    const pixels = { parts, curve: await learn(await initialModel(parts), parts) };
    signal.throwIfAborted();
    progress.update(title, 0, "starting");
    const chain = await start();
    try {
      const outcome = await trainOnChain(chain, composition, embedded, {
        signal,
        onProgress: (share, what) => progress.update(title, share, what),
      });
      return { outcome, embedded, pixels };
    } finally {
      await chain.close();
    }
  } finally {
    progress.end();
  }
}

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const report = await fineTune(options, signal);
  const json = `${JSON.stringify(jsonReport(report), undefined, 2)}\n`;
  process.stdout.write(options.json ? json : `\n${textReport(report)}\n`);
  return isVerified(report.outcome) ? 0 : FAILED;
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) return;
    process.stderr.write("\nStopping the chain.\n");
    stop.abort();
    // A chain that does not answer must not keep the process alive.
    setTimeout(() => process.exit(INTERRUPTED), GRACE_MS).unref();
  });
}
try {
  process.exitCode = await main(process.argv.slice(2), stop.signal);
} catch (error) {
  if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exitCode = WRONG_USAGE;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = FAILED;
  }
}
