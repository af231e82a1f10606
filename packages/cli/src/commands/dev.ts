import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ChainlearnError } from "@chainlearn/core";
import { generateKernels } from "@chainlearn/kernel/compiler";
import type { Command } from "@commander-js/extra-typings";
import type { RunningChain } from "../chains/chain.ts";
import { choose } from "../config/choose.ts";
import type { Config } from "../config/config.ts";
import { configFile, type LoadedConfig } from "../config/load.ts";
import { Receipts } from "../files/receipts.ts";
import { table } from "../output/table.ts";
import { Session } from "../session.ts";
import type { Run } from "./command.ts";
import { deployTo } from "./deploy.ts";
import { configOptions, examples } from "./options.ts";

interface Started {
  readonly name: string;
  readonly chainId: string;
  readonly running: RunningChain;
}

/** A composition on a chain that runs. */
interface Place {
  readonly chain: string;
  readonly composition: string;
  readonly address: string;
  readonly encoder: boolean;
}

/** The only one that an option names, or all. */
function chosen<T>(
  what: string,
  entries: Readonly<Record<string, T>>,
  name: string | undefined,
): (readonly [string, T])[] {
  return name === undefined ? Object.entries(entries) : [choose(what, entries, name)];
}

/** Kernels of the project's own plugins, which the configuration imports. */
async function buildOwn(session: Session, path: string | undefined): Promise<void> {
  const { config, folder } = session.environment;
  const src = join(config ? folder : dirname(configFile(folder, path)), "src");
  if (!existsSync(src)) return;
  const { signal } = session;
  await generateKernels(src, { signal, onProgress: session.progress("kernels compiled") });
}

/** Chains that this command runs, one after the other; what it has started is ended whatever happens. */
class LocalChains {
  readonly started: Started[] = [];
  readonly #config: Config;
  readonly #folder: string;

  constructor({ config, folder }: LoadedConfig) {
    this.#config = config;
    this.#folder = folder;
  }

  async start(wanted: string | undefined): Promise<void> {
    const { chains } = this.#config;
    const local = chosen("chain", chains, wanted).filter(([, { start }]) => start !== undefined);
    if (local.length === 0)
      throw new ChainlearnError(
        "invalid_config",
        "the configuration has no chain that can be started here: add one, as anvil: localChains.anvil().",
      );
    for (const [name, chain] of local) {
      this.started.push({ name, chainId: chain.chainId, running: await chain.start!() });
      // Not before: where the port is taken, the receipts are those of the chain that has it.
      await this.#forget(name);
    }
  }

  /** Receipts of a chain that is gone: of this run, or of one that was killed. */
  async #forget(chain: string): Promise<void> {
    const file = new Receipts(this.#folder, this.#config.deployments).path(chain, "any");
    await rm(dirname(file), { recursive: true, force: true });
  }

  /** Waits for the end of the signal. @throws ChainlearnError chain_failure when a chain ends by itself */
  async wait(signal: AbortSignal): Promise<void> {
    // Neither a chain's process nor a promise keeps this process alive.
    const alive = setInterval(() => {}, 2 ** 30);
    try {
      await Promise.race([
        new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve(), { once: true });
        }),
        ...this.started.map(async ({ name, running }) => {
          await running.ended;
          if (!signal.aborted) throw new ChainlearnError("chain_failure", `${name} has ended by itself.`);
        }),
      ]);
    } finally {
      clearInterval(alive);
    }
  }

  async close(): Promise<void> {
    for (const { name, running } of this.started) {
      await running.close();
      await this.#forget(name);
    }
  }
}

async function deployAll(
  session: Session,
  { config, folder }: LoadedConfig,
  chains: readonly Started[],
  wanted: string | undefined,
): Promise<Place[]> {
  const { environment, json } = session;
  const inner = new Session({ ...environment, config, folder }, { json, quiet: true });
  const jobs = chains.flatMap(({ name }) =>
    chosen("composition", config.compositions, wanted).map(([composition]) => ({ chain: name, composition })),
  );
  const progress = session.progress("deployed");
  const places: Place[] = [];
  for (const [done, place] of jobs.entries()) {
    progress(done, jobs.length, `next: ${place.composition} to ${place.chain}`);
    places.push(
      await inner.at(place, "first", async (site) => {
        await deployTo(site, inner, { yes: true });
        const { address } = await site.receipts.get(site.chainName, site.compositionName);
        return { ...place, address, encoder: site.composition.encoder !== undefined };
      }),
    );
  }
  progress(jobs.length, jobs.length);
  return places;
}

/** Commands to copy, about the first composition on each chain. */
function nextSteps(places: readonly Place[], { config, folder }: LoadedConfig): string[] {
  const naming = Object.keys(config.compositions).length > 1;
  const data = existsSync(join(folder, "data/mails.jsonl"));
  const firsts = places.filter(({ chain }, k) => places.findIndex((place) => place.chain === chain) === k);
  return firsts.flatMap(({ chain, composition, encoder }) => {
    const at = `--chain ${chain}${naming ? ` --composition ${composition}` : ""}`;
    return [
      ...(encoder && data ? [`chainlearn add-data ${at} --file data/mails.jsonl`] : []),
      ...(encoder ? [`chainlearn predict ${at} --input "buy cheap watches"`] : []),
      `chainlearn status ${at}`,
      `chainlearn verify ${at}`,
    ];
  });
}

const deployedText = (places: readonly Place[], next: readonly string[]): string[] => [
  table(
    ["chain", "composition", "contract"],
    places.map(({ chain, composition, address }) => [chain, composition, address]),
  ),
  "",
  "In another terminal:",
  ...next.map((line) => `  ${line}`),
  "",
];

/** `chainlearn dev`: chains on this machine with everything deployed, until Ctrl-C. */
export function dev(command: Command, run: Run): void {
  configOptions(command)
    .option("--chain <name>", "start this local chain only (default: all)")
    .option("--composition <name>", "deploy this composition only (default: all)")
    .option("--no-deploy", "deploy nothing")
    .description(
      "Start the local chains of the configuration, build and deploy everything, and stay until Ctrl-C. Chains begin anew each time.",
    )
    .addHelpText("after", examples("chainlearn dev", "chainlearn dev --chain anvil --json"))
    .action((options) =>
      run(options, async (session) => {
        await buildOwn(session, options.config);
        const loaded = await session.loadConfig(options.config);
        const chains = new LocalChains(loaded);
        try {
          await chains.start(options.chain);
          for (const { name, running } of chains.started) session.note(`${name} runs at ${running.url}`);
          const places = options.deploy
            ? await deployAll(session, loaded, chains.started, options.composition)
            : [];
          const next = nextSteps(places, loaded).map((line) => `npx ${line}`);
          return {
            json: {
              chains: chains.started.map(({ name, chainId, running }) => ({
                name,
                chainId,
                url: running.url,
              })),
              deployments: places.map(({ chain, composition, address }) => ({ chain, composition, address })),
              next,
            },
            text: [
              ...(places.length > 0 ? deployedText(places, next) : []),
              "Ctrl-C stops the chains; their contracts and receipts end with them.",
            ].join("\n"),
            stay: async () => {
              try {
                await chains.wait(session.signal);
              } finally {
                await chains.close();
              }
              session.note(`Stopped ${chains.started.map(({ name }) => name).join(", ")}.`);
            },
          };
        } catch (error) {
          await chains.close();
          throw error;
        }
      }),
    );
}
