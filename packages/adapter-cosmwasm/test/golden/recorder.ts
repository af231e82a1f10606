import { moduleAddress, type Wasmd } from "@chainlearn/adapter-cosmwasm/testing";
import { type ChainlearnError, type Contribution, ERROR_CODES, type LogEntry, toHex } from "@chainlearn/core";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import type { EncodeObject, OfflineSigner } from "@cosmjs/proto-signing";
import { BroadcastTxError, fromTendermintEvent } from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { decodeEvents } from "../../src/client/events.ts";
import { rejectionFromText } from "../../src/client/rejections.ts";
import type { Coin } from "../../src/connection.ts";
import { executeContract, instantiateContract } from "../../src/cosmjs/messages.ts";
import { mnemonicSigner } from "../../src/cosmjs/signers.ts";
import type { Trace, TracedStep } from "./trace.ts";

const FEE = { amount: [{ denom: "stake", amount: "10000" }], gas: "8000000" };
const POLL_MILLISECONDS = 50;

export interface Call {
  readonly message: object | string;
  readonly funds?: readonly Coin[];
}

/** What a step has to end with: `ok`, a catalogue name or a plugin's number. */
type Expected = "ok" | keyof typeof ERROR_CODES | number;

/**
 * Sends transactions to a real wasmd without simulating them first, so that rejected ones get into blocks too, and
 * writes down what each did.
 */
export class Recorder {
  readonly steps: TracedStep[] = [];
  readonly #chain: Wasmd;
  readonly #comet: Comet38Client;
  readonly #client: SigningCosmWasmClient;
  readonly #accounts: Trace["accounts"];
  #contract = "";
  #paymentsRefused = false;

  private constructor(
    chain: Wasmd,
    comet: Comet38Client,
    signer: OfflineSigner,
    accounts: Trace["accounts"],
  ) {
    this.#chain = chain;
    this.#comet = comet;
    this.#client = SigningCosmWasmClient.createWithSigner(comet, signer);
    this.#accounts = accounts;
  }

  /** Uploads the code and notes the balances from which the trace starts. */
  static async open(chain: Wasmd, wasm: Uint8Array): Promise<Recorder> {
    const comet = await Comet38Client.connect(chain.rpc);
    const signer = await mnemonicSigner(chain.mnemonic, { prefix: "wasm", count: chain.accounts.length });
    await chain.connection.upload(chain.accounts[0]!, wasm);
    const client = SigningCosmWasmClient.createWithSigner(comet, signer);
    const accounts = await Promise.all(
      chain.accounts.map(async (address) => ({
        address,
        coins: await Promise.all(
          [chain.connection.denom, chain.otherDenom].map(async (denom) => ({
            denom,
            amount: (await client.getBalance(address, denom)).amount,
          })),
        ),
      })),
    );
    // An account's first transaction costs more: it stores the key. A trace is about what follows.
    for (const address of chain.accounts)
      await client.sendTokens(address, address, [{ denom: "stake", amount: "1" }], FEE);
    return new Recorder(chain, comet, signer, accounts);
  }

  async instantiate(message: object): Promise<void> {
    const sender = this.#chain.accounts[0]!;
    const create = instantiateContract(sender, 1, message, "golden");
    await this.#step("instantiate", "ok", sender, [{ message }], [create]);
  }

  /** One transaction; returns the log entries it added. */
  execute(
    name: string,
    expected: Expected,
    sender: string,
    ...calls: readonly Call[]
  ): Promise<readonly LogEntry[]> {
    const messages = calls.map(({ message, funds = [] }) =>
      executeContract(sender, {
        contract: this.#contract,
        message: typeof message === "string" ? new TextEncoder().encode(message) : message,
        funds,
      }),
    );
    return this.#step(name, expected, sender, calls, messages);
  }

  /** Waits until a contribution is as old as this. */
  async untilAge(contribution: Contribution, seconds: number): Promise<void> {
    while ((await this.#chain.connection.time()) < contribution.time + seconds)
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }

  /** Runs steps while the bank refuses to send the payments' denomination. */
  async whilePaymentsAreRefused(run: () => Promise<void>): Promise<void> {
    const { denom } = this.#chain.connection;
    await this.#chain.setSendEnabled(denom, false);
    this.#paymentsRefused = true;
    await run();
    await this.#chain.setSendEnabled(denom, true);
    this.#paymentsRefused = false;
  }

  trace(wasmd: string): Trace {
    return {
      wasmd,
      network: this.#chain.connection.chainId.slice("cosmos:".length),
      denom: this.#chain.connection.denom,
      decimals: this.#chain.connection.decimals,
      contract: this.#contract,
      accounts: this.#accounts,
      blocked: [moduleAddress("bonded_tokens_pool")],
      steps: this.steps,
    };
  }

  async #step(
    name: string,
    expected: Expected,
    sender: string,
    calls: readonly Call[],
    messages: readonly EncodeObject[],
  ): Promise<readonly LogEntry[]> {
    const { result, height, entries } = await this.#send(sender, messages);
    const wanted = expected === "ok" ? 0 : typeof expected === "number" ? expected : ERROR_CODES[expected];
    const found = "error" in result ? result.error : 0;
    if (found !== wanted) throw new Error(`${name}: ended with ${found} instead of ${expected}`);
    const storage = [...(await this.#chain.connection.storage(this.#contract, height))]
      .map(([key, value]) => [key, toHex(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const time = (await this.#comet.block(height)).block.header.time;
    this.steps.push({
      name,
      sender,
      calls: calls.map(({ message, funds = [] }) => ({
        message: typeof message === "string" ? message : JSON.stringify(message),
        funds,
      })),
      paymentsRefused: this.#paymentsRefused,
      nanoseconds: (BigInt(time.getTime()) * 1_000_000n + BigInt(time.nanoseconds ?? 0)).toString(),
      result,
      storage: Object.fromEntries(storage),
    });
    return entries;
  }

  async #send(
    sender: string,
    messages: readonly EncodeObject[],
  ): Promise<{ result: TracedStep["result"]; height: number; entries: readonly LogEntry[] }> {
    const signed = await this.#client.sign(sender, messages, FEE, "");
    const bytes = TxRaw.encode(signed).finish();
    const refused = (error: ChainlearnError, height: number) => ({
      result: { error: error.number },
      height,
      entries: [],
    });
    try {
      const { height, transactionHash } = await this.#client.broadcastTx(bytes, 60_000, POLL_MILLISECONDS);
      const { result, index } = await this.#comet.tx({ hash: Buffer.from(transactionHash, "hex") });
      if (result.code !== 0) return refused(rejectionFromText(result.log ?? ""), height);
      const events = result.events
        .map(fromTendermintEvent)
        .filter(
          ({ type, attributes }) => type !== "message" && attributes.some(({ key }) => key === "msg_index"),
        );
      this.#contract ||=
        events
          .find((event) => event.type === "instantiate")
          ?.attributes.find(({ key }) => key === "_contract_address")?.value ?? "";
      return {
        result: { gasUsed: Number(result.gasUsed), bytes: bytes.length, events },
        height,
        entries: decodeEvents(events, this.#contract, { height, index, transaction: transactionHash }),
      };
    } catch (error) {
      if (!(error instanceof BroadcastTxError)) throw error;
      return refused(rejectionFromText(error.message), await this.#chain.connection.height());
    }
  }
}
