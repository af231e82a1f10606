import { startAnvilProcess } from "../../../src/testing/anvil-process.ts";

/** What a call came to: the data it returned, or the data it reverted with. */
export interface Outcome {
  readonly ok: boolean;
  readonly data: string;
}

export interface SentTransaction {
  readonly ok: boolean;
  readonly gasUsed: number;
  readonly logs: readonly { readonly topics: readonly string[]; readonly data: string }[];
}

/** The first of anvil's funded accounts. */
export const SENDER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const word = (value: bigint): string => `0x${BigInt.asUintN(256, value).toString(16).padStart(64, "0")}`;

/** A running anvil, spoken to without a library: these tests need five of its methods. */
export class Evm {
  readonly #url: string;
  readonly #stop: () => Promise<void>;
  #id = 0;

  private constructor(port: number, stop: () => Promise<void>) {
    this.#url = `http://127.0.0.1:${port}`;
    this.#stop = stop;
  }

  static async start(): Promise<Evm> {
    const { port, stop } = await startAnvilProcess([
      ...["--hardfork", "osaka", "--code-size-limit", "10000000", "--gas-limit", "100000000000"],
    ]);
    return new Evm(port, stop);
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async #request(method: string, params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params }),
    });
    const { result, error } = (await response.json()) as {
      result?: unknown;
      error?: { message: string; data?: unknown };
    };
    if (error) throw Object.assign(new Error(`${method}: ${error.message}`), { data: error.data });
    return result;
  }

  async setCode(address: string, code: string): Promise<void> {
    await this.#request("anvil_setCode", [address, code.startsWith("0x") ? code : `0x${code}`]);
  }

  async setStorage(address: string, slot: bigint, value: bigint): Promise<void> {
    await this.#request("anvil_setStorageAt", [address, word(slot), word(value)]);
  }

  async storage(address: string, slot: bigint): Promise<bigint> {
    return BigInt((await this.#request("eth_getStorageAt", [address, word(slot), "latest"])) as string);
  }

  async call(to: string, data: string, from: string = SENDER): Promise<Outcome> {
    try {
      const result = await this.#request("eth_call", [
        { from, to, data, gas: hex(50_000_000_000n) },
        "latest",
      ]);
      return { ok: true, data: result as string };
    } catch (error) {
      const { data: reverted } = error as { data?: unknown };
      if (typeof reverted !== "string") throw error;
      return { ok: false, data: reverted };
    }
  }

  /** Sends a transaction and waits for its receipt. */
  async send(to: string, data: string): Promise<SentTransaction> {
    const hash = await this.#request("eth_sendTransaction", [
      { from: SENDER, to, data, gas: hex(1_000_000_000n), gasPrice: hex(10_000_000_000n) },
    ]);
    for (let attempt = 0; attempt < 2_000; attempt++) {
      const receipt = (await this.#request("eth_getTransactionReceipt", [hash])) as {
        status: string;
        gasUsed: string;
        logs: SentTransaction["logs"];
      } | null;
      if (receipt) {
        const logs = receipt.logs.map(({ topics, data }) => ({ topics, data }));
        return { ok: receipt.status === "0x1", gasUsed: Number(receipt.gasUsed), logs };
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no receipt for ${String(hash)}`);
  }
}
