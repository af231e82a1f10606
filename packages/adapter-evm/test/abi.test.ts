import { readFileSync } from "node:fs";
import { contractAbi } from "@chainlearn/adapter-evm";
import * as shipped from "@chainlearn/adapter-evm/abi";
import { accumulator, ERROR_CODES, resolveComposition } from "@chainlearn/core";
import { probeItems } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import { naiveBayes, sparsePerceptron } from "@chainlearn/models-wasm";
import {
  type Abi,
  type AbiEvent,
  type AbiFunction,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
  toEventSelector,
  toFunctionSelector,
} from "viem";
import { formatAbiItem } from "viem/utils";
import { describe, expect, expectTypeOf, it } from "vitest";
import { abiFiles } from "../scripts/abi-files.ts";
import { compileComposition } from "../src/compiler/index.ts";
import { composition } from "./support/stage.ts";

/** Functions, events and errors with names of parameters, mutability and indexing; without the constructor. */
const described = (abi: Abi): string[] =>
  abi
    .filter((item) => item.type === "function" || item.type === "event" || item.type === "error")
    .map((item) =>
      JSON.stringify({
        text: formatAbiItem(item, { includeName: true }),
        outputs: item.type === "function" ? item.outputs.map(({ name, type }) => [name, type]) : [],
        mutability: item.type === "function" ? item.stateMutability : "",
        indexed: item.type === "event" ? item.inputs.map(({ indexed }) => indexed === true) : [],
      }),
    )
    .sort();

const growing = resolveComposition({
  model: naiveBayes,
  mechanism: stake,
  shape: { features: 8, classes: 5, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 },
  growth: { startClasses: 2, role: "teacher" },
  mechanismParams: { costWeightUnits: 4n },
});

describe("the ABI", () => {
  it("that the client derives from the manifest is the compiled contract's", async () => {
    const { abi } = await compileComposition(composition);
    expect(described(contractAbi(composition))).toEqual(described(abi));
  });

  it("of a composition that grows has an entry, a view and an event more", async () => {
    const { abi } = await compileComposition(growing);
    expect(described(contractAbi(growing))).toEqual(described(abi));
    const signatures = (of: Abi): string[] =>
      of
        .filter((item) => item.type === "function" || item.type === "event")
        .map((item) => formatAbiItem(item));
    const fixed = new Set(signatures(contractAbi(composition)));
    expect(
      signatures(contractAbi(growing)).filter((item) => !item.startsWith("instance") && !fixed.has(item)),
    ).toEqual(["ClassAdded(address,uint256,bytes32)", "addClass(bytes32)", "labels()"]);
  });

  it("of a composition with items has entries that bring them, and four events more", async () => {
    const items = resolveComposition({
      model: sparsePerceptron,
      mechanism: await probeItems(),
      shape: { features: 20, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 6 },
    });
    const { abi } = await compileComposition(items);
    expect(described(contractAbi(items))).toEqual(described(abi));
    const lines = contractAbi(items).map((item) => formatAbiItem(item as AbiFunction));
    expect(lines).toEqual(
      expect.arrayContaining([
        "reveal(uint16,bytes,bytes32,int64,int64)",
        "keepFor(uint48,uint40,address,uint16,bytes32,bytes32)",
        "keepIn(bytes32,int64)",
        "ActedItem(address,uint256,bytes32,bytes)",
        "ActedItem(address,uint256,bytes32,bytes,int64[])",
        "Acted(uint256,address,uint256,bytes32)",
        "Acted(uint256,address,uint256,bytes32,int64[])",
      ]),
    );
  });

  it("of a composition whose records are proved has claims that bring proofs", async () => {
    const { model, mechanism, shape } = composition;
    const proved = resolveComposition({
      model,
      mechanism,
      dataHandler: accumulator,
      shape,
      mechanismParams: { costWeightUnits: 4n },
    });
    const { abi } = await compileComposition(proved);
    expect(described(contractAbi(proved))).toEqual(described(abi));
    expect(contractAbi(proved).map((item) => formatAbiItem(item as AbiFunction))).toContain(
      "take(uint48,uint40,address,uint16,bytes32,uint256,bytes32[])",
    );
  });

  it("has the selectors and topics that other clients rely on", async () => {
    const abi = contractAbi(composition);
    const lines = [
      ...abi
        .filter((item): item is AbiFunction => item.type === "function")
        .map((item) => `${toFunctionSelector(item)} ${formatAbiItem(item)}`),
      ...abi
        .filter((item): item is AbiEvent => item.type === "event")
        .map((item) => `${toEventSelector(item)} ${formatAbiItem(item)}`),
    ];
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./selectors.txt");
  });
});

describe("the ABIs that the package brings", () => {
  it("are those of the manifests; `npm run generate:interfaces` makes them", () => {
    const files = [...abiFiles()];
    expect(files).toHaveLength(8);
    for (const [file, text] of files) expect(readFileSync(file, "utf8"), file).toBe(text);
  });

  it("say what the compiled contract says", async () => {
    const { abi } = await compileComposition(composition);
    const compiled = described(abi).filter((item) => !item.includes("instance("));
    expect(described(shipped.stakeAbi)).toEqual(compiled);
  });

  it("have types", () => {
    expectTypeOf<ContractFunctionArgs<typeof shipped.stakeAbi, "payable", "take">>().toEqualTypeOf<
      readonly [id: number, time: number, submitter: Address, label: number, sampleHash: Hex]
    >();
    expectTypeOf<ContractFunctionName<typeof shipped.championAbi, "view">>().toEqualTypeOf<
      "quote" | "predict" | "slots"
    >();
  });
});

describe("the codes in Solidity", () => {
  it("are those of the catalogue", () => {
    const source = readFileSync(new URL("../contracts/Rejections.sol", import.meta.url), "utf8");
    const codes = [...source.matchAll(/uint16 internal constant (\w+) = (\d+);/g)].map(([, name, number]) => [
      name!.toLowerCase(),
      Number(number),
    ]);
    expect(codes.length).toBeGreaterThan(20);
    const catalogue: Readonly<Record<string, number>> = ERROR_CODES;
    expect(codes).toEqual(codes.map(([name]) => [name, catalogue[name!]]));
  });
});
