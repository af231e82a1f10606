import { CHAINS } from "@chainlearn/example-kit/chains";
import { FAILED, runCommand } from "@chainlearn/example-kit/command";
import { createProgress } from "@chainlearn/example-kit/progress";
import { shuffledDigits } from "./images.ts";
import { initialModel, learn } from "./learn.ts";
import { loadNetwork } from "./network.ts";
import { HELP, type Options, parseOptions } from "./options.ts";
import { embeddedParts, pixelParts } from "./prepare.ts";
import { isVerified, jsonReport, type Report, textReport } from "./report.ts";
import { trainOnChain } from "./story.ts";

async function fineTune({ chain: chainName, seed, ...sizes }: Options, signal: AbortSignal): Promise<Report> {
  const { title, start } = CHAINS[chainName];
  const progress = createProgress(["network", title], process.stderr);
  try {
    const digits = shuffledDigits(seed).slice(0, sizes.initial + sizes.contributions + sizes.heldBack);
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

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  const report = await fineTune(options, signal);
  const json = `${JSON.stringify(jsonReport(report), undefined, 2)}\n`;
  process.stdout.write(options.json ? json : `\n${textReport(report)}\n`);
  return isVerified(report.outcome) ? 0 : FAILED;
}

await runCommand({ help: HELP, run });
