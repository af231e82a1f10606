import { describe, expect, it } from "vitest";
import {
  accountKey,
  bytesToBigint,
  ChainlearnError,
  cellsToWords,
  decodeRecord,
  decodeSample,
  encodeSample,
  fromHex,
  keccak256,
  marksKey,
  placeCells,
  readCell,
  recordBinding,
  recordKey,
  recordLeaf,
  stateHash,
  toHex,
  uniqueKey,
  wordsToCells,
} from "../src/index.ts";
import { shellVectors } from "../src/testing/index.ts";
import { referenceVectors } from "./reference/vectors.ts";

const wordHex = (word: bigint): string => word.toString(16).padStart(64, "0");
const word = (hex: string): bigint => bytesToBigint(fromHex(hex));

describe("shell vectors", () => {
  it("are what the reference computes", () => {
    expect(shellVectors).toEqual(referenceVectors());
  });

  it.each(shellVectors.samples)("sample: $title", ({ shape, bytes, sample, code }) => {
    if (sample) {
      expect(toHex(encodeSample(sample, shape))).toBe(bytes);
      expect(decodeSample(fromHex(bytes), shape)).toEqual(sample);
      return;
    }
    try {
      decodeSample(fromHex(bytes), shape);
    } catch (error) {
      expect(error).toBeInstanceOf(ChainlearnError);
      expect((error as ChainlearnError).code).toBe(code);
      return;
    }
    expect.unreachable("the bytes were accepted");
  });

  it("refuse with every code that a sample can have", () => {
    expect(new Set(shellVectors.samples.flatMap(({ code }) => code ?? []))).toEqual(
      new Set([
        "sample_malformed",
        "sample_empty",
        "sample_too_large",
        "index_out_of_order",
        "index_out_of_range",
      ]),
    );
  });

  it.each(shellVectors.recordKeys)("record key: id $id, time $time", (vector) => {
    const sampleHash = keccak256(fromHex(vector.sample));
    expect(toHex(sampleHash)).toBe(vector.sampleHash);
    expect(
      toHex(recordKey(vector.id, vector.time, vector.label, sampleHash, fromHex(vector.submitter))),
    ).toBe(vector.key);
  });

  it.each(shellVectors.uniqueKeys)("unique key: label $label, $sampleHash", ({ label, sampleHash, key }) => {
    expect(toHex(uniqueKey(label, fromHex(sampleHash)))).toBe(key);
  });

  it.each(shellVectors.bindings)("binding: id $id, time $time", ({ id, time, key, submitter, binding }) => {
    const bits = recordBinding(id, time, fromHex(key), fromHex(submitter));
    expect(bits.toString(16).padStart(38, "0")).toBe(binding);
  });

  it.each(shellVectors.leaves)("leaf: $leaf", ({ key, word: initial, leaf }) => {
    expect(toHex(recordLeaf(fromHex(key), word(initial)))).toBe(leaf);
  });

  it.each(shellVectors.accountKeys)("account key: $address", ({ address, key }) => {
    expect(toHex(accountKey(fromHex(address)))).toBe(key);
  });

  it.each(shellVectors.marksKeys)("marks key: bucket $bucket of $address", ({ bucket, address, key }) => {
    expect(toHex(marksKey(bucket, fromHex(address)))).toBe(key);
  });

  it.each(shellVectors.stateHashes)("state hash: $hash", ({ words, hot, hash }) => {
    expect(toHex(stateHash(words.map(word), hot.map(BigInt)))).toBe(hash);
  });

  it.each(shellVectors.stateWords)("state words: $lane bits, $cells", ({ lane, cells, words }) => {
    expect(cellsToWords(cells.map(BigInt), lane).map(wordHex)).toEqual(words);
    expect(wordsToCells(words.map(word), lane, cells.length).map(String)).toEqual(cells);
  });

  it.each(shellVectors.packedCells)("packed cells: $title", ({ firstBit, cells, places, values, words }) => {
    const placed = placeCells(
      cells.map((cell, i) => ({ ...cell, name: `c${i}` })),
      firstBit,
    );
    expect(placed.map((cell) => ({ word: cell.word, bit: cell.bit }))).toEqual(places);
    expect(placed.map((cell) => String(readCell(words.map(word), cell)))).toEqual(values);
  });

  it.each(shellVectors.records)("record: $word", (vector) => {
    const record = decodeRecord(word(vector.word), []);
    expect(
      record && {
        deposit: String(record.deposit),
        left: String(record.left),
        claimedBySubmitter: record.claimedBySubmitter,
        claims: record.claims,
      },
    ).toEqual(vector.record);
  });
});
