import { join, resolve } from "node:path";
import {
  ChainlearnError,
  createTrainers,
  type DeploymentReceipt,
  descriptionOf,
  type ResolvedComposition,
  type Trainer,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import type { OpenChain } from "./chains/chain.ts";
import { presets } from "./chains/testnets.ts";
import { choose } from "./config/choose.ts";
import type { CompositionConfig, Config } from "./config/config.ts";
import { findConfig, type LoadedConfig, loadConfig } from "./config/load.ts";
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

/** A contract of which there is no receipt. */
export type Stranger = {
  readonly address?: string | undefined;
  readonly creation?: string | undefined;
};

/** A contract, one's own or a stranger's. */
export interface Contract {
  readonly chainName: string;
  readonly chain: OpenChain;
  readonly composition: ResolvedComposition;
  readonly receipt: DeploymentReceipt;
  readonly trainer: Trainer;
  /** File of the log store. */
  readonly storeFile: string;
}

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

const storeFileOf = ({ store, deployments = "deployments" }: Config, folder: string): string =>
  resolve(folder, store ?? join(deployments, "log.db"));

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
        storeFile: storeFileOf(config, folder),
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

  /** Runs something with the contract at an address; without one, with the one that the configuration's receipt is of. */
  atContract<T>(place: Place & Stranger, run: (contract: Contract) => Promise<T>): Promise<T> {
    const { address } = place;
    return address === undefined
      ? this.atDeployed(place, undefined, run)
      : this.#atAddress({ ...place, address }, run);
  }

  /** Nothing but the address is needed: without a configuration, chains are those that are known anyway. */
  async #atAddress<T>(
    { address, creation, ...place }: Place & Stranger & { readonly address: string },
    run: (contract: Contract) => Promise<T>,
  ): Promise<T> {
    const { environment, signal } = this;
    const isConfigured = environment.config ?? place.config ?? findConfig(environment.folder);
    const { config, folder } = isConfigured
      ? await this.loadConfig(place.config)
      : { config: { chains: {}, compositions: {} } as Config, folder: environment.folder };
    const chains = place.chain === undefined ? config.chains : { ...presets(), ...config.chains };
    const [chainName, chainConfig] = choose("chain", chains, place.chain);
    const chain = await chainConfig.open({ gate: new Gate(), secrets: this.secrets(folder) });
    try {
      const modules = [models, mechanisms, ...modulesOf(config.plugins ?? [])];
      const trainers = createTrainers({ adapter: chain.adapter, modules });
      const [, entry] = place.composition
        ? choose("composition", config.compositions, place.composition)
        : [];
      const like = entry && trainers.resolve(compositionOf(entry));
      const found = await trainers.find(address, {
        signal,
        ...(creation !== undefined && { creation }),
        ...(like && { description: descriptionOf(like) }),
      });
      return await run({ chainName, chain, storeFile: storeFileOf(config, folder), ...found });
    } finally {
      await chain.close();
    }
  }
}

/**
 * Checks the block of `--block`: before the deployment there is nothing, and the future is not known.
 * @throws ChainlearnError argument_out_of_range
 */
export async function checkBlock(
  block: number | undefined,
  { trainer, receipt }: Pick<Contract, "trainer" | "receipt">,
): Promise<void> {
  if (block === undefined) return;
  const newest = await trainer.block();
  if (block < receipt.block || block > newest)
    throw new ChainlearnError(
      "argument_out_of_range",
      `--block is ${block}; the contract is there from block ${receipt.block} on, and the newest is ${newest}.`,
    );
}

/** The address of an account of the configuration; what is none is taken for an address. */
export const addressAt = ({ chain, accounts }: Site, who: string): Promise<string> =>
  accounts.includes(who) ? chain.addressOf(who) : Promise.resolve(who);
