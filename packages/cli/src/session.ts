import { join, resolve } from "node:path";
import {
  createTrainers,
  type DeploymentReceipt,
  type ResolvedComposition,
  type Trainer,
} from "@chainlearn/core";
import type { OpenChain } from "./chains/chain.ts";
import { choose } from "./config/choose.ts";
import type { CompositionConfig, Config } from "./config/config.ts";
import { type LoadedConfig, loadConfig } from "./config/load.ts";
import { modulesOf } from "./config/plugins.ts";
import { compositionOf } from "./config/resolve.ts";
import { Receipts } from "./files/receipts.ts";
import { Secrets } from "./keys/secrets.ts";
import { type Progress, progressOn } from "./output/progress.ts";
import type { Terminal } from "./output/terminal.ts";
import { Gate } from "./spending/gate.ts";

/** What surrounds a run of the program. */
export interface Environment {
  /** Relative paths of the command line start here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Standard input. */
  readonly input: AsyncIterable<Uint8Array | string>;
  /** Aborts when the user stops the program. */
  readonly signal: AbortSignal;
  /** Taken instead of a file, with paths relative to `folder`; for programs that bring the commands themselves. */
  readonly config?: Config;
}

/** Which deployment a command is about. */
export type Place = {
  readonly config?: string | undefined;
  readonly chain?: string | undefined;
  readonly composition?: string | undefined;
};

/** A composition of the configuration on one of its chains. */
export interface Site {
  readonly chainName: string;
  readonly chain: OpenChain;
  /** Names of the chain's accounts. */
  readonly accounts: readonly string[];
  readonly gate: Gate;
  readonly compositionName: string;
  readonly entry: CompositionConfig;
  readonly composition: ResolvedComposition;
  readonly receipts: Receipts;
  /** File of the log store. */
  readonly storeFile: string;
  /** Paths of the configuration are relative to it. */
  readonly folder: string;
}

/** A site where the composition runs. */
export interface Deployed extends Site {
  readonly receipt: DeploymentReceipt;
  readonly trainer: Trainer;
}

/** What one command works with. */
export class Session {
  readonly environment: Environment;
  /** Results are one JSON document. */
  readonly json: boolean;
  readonly #quiet: boolean;

  constructor(environment: Environment, options: { readonly json: boolean; readonly quiet: boolean }) {
    this.environment = environment;
    this.json = options.json;
    this.#quiet = options.quiet;
  }

  get signal(): AbortSignal {
    return this.environment.signal;
  }

  /** Something for people that is no result. */
  note(text: string): void {
    if (!this.#quiet) this.environment.terminal.err(`${text}\n`);
  }

  progress(what: string): Progress {
    return this.#quiet ? () => {} : progressOn(this.environment.terminal, what);
  }

  /** @throws ChainlearnError invalid_config */
  async loadConfig(path: string | undefined): Promise<LoadedConfig> {
    const { config, folder } = this.environment;
    return config ? { config, folder } : loadConfig(folder, path);
  }

  secrets(folder: string): Secrets {
    const { env, terminal, signal } = this.environment;
    return new Secrets({ folder, env, terminal, signal });
  }

  /**
   * Runs something at a site and closes the chain behind it.
   * @param account name of the account that will sign; "first" is the configuration's first. Default: nothing is signed
   */
  async at<T>(place: Place, account: string | undefined, run: (site: Site) => Promise<T>): Promise<T> {
    const { config, folder } = await this.loadConfig(place.config);
    const [chainName, chainConfig] = choose("chain", config.chains, place.chain);
    const [compositionName, entry] = choose("composition", config.compositions, place.composition);
    const gate = new Gate();
    const chain = await chainConfig.open({
      gate,
      secrets: this.secrets(folder),
      ...(account !== undefined && { account }),
    });
    try {
      const trainers = createTrainers({ adapter: chain.adapter, modules: modulesOf(config.plugins ?? []) });
      return await run({
        chainName,
        chain,
        accounts: chainConfig.accounts,
        gate,
        compositionName,
        entry,
        composition: trainers.resolve(compositionOf(entry)),
        receipts: new Receipts(folder, config.deployments),
        storeFile: resolve(folder, config.store ?? join(config.deployments ?? "deployments", "log.db")),
        folder,
      });
    } finally {
      await chain.close();
    }
  }

  /** {@link at} where the composition is deployed. @throws ChainlearnError not_deployed */
  atDeployed<T>(
    place: Place,
    account: string | undefined,
    run: (deployed: Deployed) => Promise<T>,
  ): Promise<T> {
    return this.at(place, account, async (site) => {
      const receipt = await site.receipts.get(site.chainName, site.compositionName);
      const trainer = await site.chain.adapter.attach(site.composition, receipt);
      return run({ ...site, receipt, trainer });
    });
  }
}

/** The address of an account of the configuration; what is none is taken for an address. */
export const addressAt = ({ chain, accounts }: Site, who: string): Promise<string> =>
  accounts.includes(who) ? chain.addressOf(who) : Promise.resolve(who);
