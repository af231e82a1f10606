import { runSolc } from "../../../src/compiler/solc.ts";
import type { EvmVersion } from "../../../src/translate/index.ts";
import type { Evm, Outcome } from "./evm.ts";

export interface SolidityOptions {
  readonly evmVersion?: EvmVersion;
  /** Optimises less, for modules whose size is all that makes them slow to compile. */
  readonly quick?: boolean;
  /** Further files, by name, for the contracts to import. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Enough to bring code into the form that stack slots are assigned in; half the time of the full sequence. */
const QUICK_STEPS = {
  details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: "dhfDgvulfnTUtnul:fDnTOcmu" } },
};

/** Runtime code of contracts, by name. */
export async function compileSolidity(
  content: string,
  { evmVersion = "osaka", quick = false, files = {} }: SolidityOptions = {},
): Promise<Record<string, string>> {
  const output = (await runSolc(
    JSON.stringify({
      language: "Solidity",
      sources: Object.fromEntries(
        Object.entries({ ...files, "harness.sol": content }).map(([name, text]) => [name, { content: text }]),
      ),
      settings: {
        viaIR: true,
        evmVersion,
        optimizer: { enabled: true, runs: 200, ...(quick ? QUICK_STEPS : {}) },
        outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } },
      },
    }),
  )) as { contracts: Record<string, Record<string, { evm: { deployedBytecode: { object: string } } }>> };
  return Object.fromEntries(
    Object.entries(output.contracts["harness.sol"]!).map(([name, contract]) => [
      name,
      `0x${contract.evm.deployedBytecode.object}`,
    ]),
  );
}

/** Runs many calls of one contract in a single call, each on its own, so that one that reverts does not stop the rest. */
const RUNNER = `
contract Runner {
    function run(address target, bytes[] calldata calls) external returns (bool[] memory ok, bytes[] memory data) {
        ok = new bool[](calls.length);
        data = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) (ok[i], data[i]) = target.call(calls[i]);
    }
}`;

export const HEADER = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.37;\n";

const RUNNER_ADDRESS = "0x00000000000000000000000000000000000000f1";

/** A Solidity contract whose fallback runs `body` in one assembly block, beside the given Yul functions. */
export const fallbackContract = (name: string, functions: string, body: string): string => `
contract ${name} {
    fallback() external payable {
        assembly ("memory-safe") {
${functions}
${body}
        }
    }
}`;

export const word = (value: bigint): string => BigInt.asUintN(256, value).toString(16).padStart(64, "0");

/** Calls of a contract in batches. */
export class Runner {
  readonly #evm: Evm;

  private constructor(evm: Evm) {
    this.#evm = evm;
  }

  static async install(evm: Evm): Promise<Runner> {
    const { Runner: code } = await compileSolidity(HEADER + RUNNER);
    await evm.setCode(RUNNER_ADDRESS, code!);
    return new Runner(evm);
  }

  /** The outcomes of calls that have nothing to do with each other. */
  async run(target: string, calls: readonly string[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const batch = 400;
    for (let from = 0; from < calls.length; from += batch)
      outcomes.push(...(await this.runInOrder(target, calls.slice(from, from + batch))));
    return outcomes;
  }

  /** The outcomes of calls that see each other's changes of storage, which are dropped at the end. */
  async runInOrder(target: string, calls: readonly string[]): Promise<Outcome[]> {
    const { ok, data } = await this.#evm.call(RUNNER_ADDRESS, encodeRun(target, calls));
    if (!ok) throw new Error(`the runner reverted: ${data}`);
    return decodeRun(data);
  }
}

/** run(address,bytes[]) */
const RUN_SELECTOR = "edf798c7";

function encodeRun(target: string, calls: readonly string[]): string {
  const tails = calls.map((call) => {
    const bytes = call.replace(/^0x/, "");
    const padded = bytes.padEnd(Math.ceil(bytes.length / 64) * 64, "0");
    return word(BigInt(bytes.length / 2)) + padded;
  });
  let offset = BigInt(32 * calls.length);
  const heads = tails.map((tail) => {
    const head = word(offset);
    offset += BigInt(tail.length / 2);
    return head;
  });
  return [
    `0x${RUN_SELECTOR}`,
    ...[word(BigInt(target)), word(64n), word(BigInt(calls.length))],
    ...heads,
    ...tails,
  ].join("");
}

function decodeRun(data: string): Outcome[] {
  const bytes = data.slice(2);
  const at = (offset: number): number => Number(BigInt(`0x${bytes.slice(2 * offset, 2 * offset + 64)}`));
  const oks = at(0);
  const list = at(32);
  return Array.from({ length: at(oks) }, (_, i) => {
    const start = list + 32 + at(list + 32 + 32 * i);
    return {
      ok: at(oks + 32 + 32 * i) === 1,
      data: `0x${bytes.slice(2 * (start + 32), 2 * (start + 32 + at(start)))}`,
    };
  });
}
