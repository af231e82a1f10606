import { buildContract } from "@chainlearn/adapter-cosmwasm/compiler";
import {
  EmbeddedChain,
  type EmbeddedOptions,
  type EmbeddedResult,
} from "@chainlearn/adapter-cosmwasm/embedded";
import {
  ChainlearnError,
  type MechanismPlugin,
  type ModelPlugin,
  type Params,
  type ResolvedComposition,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import type { Coin, ConnectionResult } from "../../../src/connection.ts";

export const SHAPE: Shape = {
  features: 40,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 6,
};

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export const compose = (
  options: {
    readonly shape?: Partial<Shape>;
    readonly model?: ModelPlugin;
    readonly mechanism?: MechanismPlugin;
    readonly mechanismParams?: Params;
  } = {},
): ResolvedComposition =>
  resolveComposition({
    model: options.model ?? sparsePerceptron,
    mechanism: options.mechanism ?? stake,
    shape: { ...SHAPE, ...options.shape },
    mechanismParams: options.mechanism
      ? (options.mechanismParams ?? {})
      : {
          costWeightUnits: 1000n,
          minDepositUnits: 1000n,
          maxDepositUnits: 1000n,
          refundWaitSeconds: 0n,
          ...options.mechanismParams,
        },
  });

/** A contract on an embedded chain of its own, driven by raw messages. */
export class Bench {
  readonly chain: EmbeddedChain;
  readonly composition: ResolvedComposition;
  #codeId = 0;
  contract = "";

  private constructor(composition: ResolvedComposition, options: EmbeddedOptions) {
    this.chain = new EmbeddedChain(options);
    this.composition = composition;
  }

  static async uploaded(composition: ResolvedComposition, options: EmbeddedOptions = {}): Promise<Bench> {
    const bench = new Bench(composition, options);
    const { wasm } = await buildContract(composition);
    bench.#codeId = (await bench.chain.upload(bench.deployer, wasm)).codeId;
    return bench;
  }

  /** With zero cells, sealed. */
  static async sealed(composition: ResolvedComposition, options: EmbeddedOptions = {}): Promise<Bench> {
    const bench = await Bench.uploaded(composition, options);
    bench.contract = await bench.instantiate();
    await bench.seal();
    return bench;
  }

  get deployer(): string {
    return this.chain.accounts[0]!;
  }

  account(i: number): string {
    return this.chain.accounts[i]!;
  }

  get instantiation(): Record<string, unknown> {
    const params = this.composition.params.map(({ spec, value }) => [spec.name, `${value}`]);
    const unit = `1${"0".repeat(Math.max(0, this.chain.decimals - 9))}`;
    return { params: Object.fromEntries(params), roles: {}, denom: this.chain.denom, unit };
  }

  async instantiate(
    message: object | Uint8Array = this.instantiation,
    funds: readonly Coin[] = [],
  ): Promise<string> {
    const result = await this.chain.instantiate(this.deployer, this.#codeId, message, "bench", {}, funds);
    return result.address;
  }

  async seal(
    words: Uint8Array = new Uint8Array(32 * this.composition.layout.stateWords),
    hot?: readonly string[],
  ): Promise<void> {
    const chunk = 1024;
    for (let first = 0; 32 * first < words.length; first += chunk)
      await this.execute(0, {
        initialize: { first_word: first, words: base64(words.subarray(32 * first, 32 * (first + chunk))) },
      });
    await this.execute(0, { seal: { hot: hot ?? this.composition.layout.hot.map(() => "0") } });
  }

  coins(baseUnits: bigint): readonly Coin[] {
    return baseUnits === 0n ? [] : [{ denom: this.chain.denom, amount: `${baseUnits}` }];
  }

  execute(account: number, message: object | string, funds: readonly Coin[] = []): Promise<EmbeddedResult> {
    const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
    return this.chain.execute(this.account(account), this.contract, bytes, funds);
  }

  /** The code that a call is refused with; undefined when it is accepted. */
  codeOf(
    account: number,
    message: object | string,
    funds: readonly Coin[] = [],
  ): Promise<string | undefined> {
    return codeOf(this.execute(account, message, funds));
  }

  async storage(): Promise<Record<string, string>> {
    const entries = await this.chain.storage(this.contract, await this.chain.height());
    return Object.fromEntries([...entries].map(([key, value]) => [key, Buffer.from(value).toString("hex")]));
  }

  query(message: object | string): Promise<unknown> {
    const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
    return this.chain.query(this.contract, bytes);
  }
}

export const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ChainlearnError) return error.code;
      throw error;
    },
  );

/** The log entries of a transaction, without chain's own attributes. */
export const entriesOf = ({ events }: ConnectionResult): Record<string, string>[] =>
  events
    .filter(({ type }) => type === "wasm-chainlearn")
    .map(({ attributes }) =>
      Object.fromEntries(
        attributes
          .filter(({ key }) => key !== "_contract_address" && key !== "msg_index")
          .map(({ key, value }) => [key, value]),
      ),
    );
