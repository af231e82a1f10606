import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import {
  ChainlearnError,
  checkLabel,
  type DataItem,
  encodeSample,
  isChainlearnError,
  located,
  type ResolvedComposition,
  type Sample,
} from "@chainlearn/core";
import type { Environment } from "../session.ts";

/** A line of a file of samples. */
export interface SampleLine {
  /** Of the file; the first is 1. */
  readonly line: number;
  readonly sample: Sample;
  /** Undefined where the file has none. */
  readonly label: number | undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumbers = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every((item) => typeof item === "number"));

const isSample = (value: unknown): value is Sample =>
  isObject(value) &&
  Object.keys(value).every((name) => name === "indices" || name === "values") &&
  isNumbers(value.indices) &&
  isNumbers(value.values);

/** What stands at a place is wrong; an option is no file. */
const invalid = (where: string, problem: string, cause?: unknown): never => {
  throw new ChainlearnError(
    where.startsWith("--") ? "sample_malformed" : "invalid_file",
    `${where} ${problem}.`,
    cause === undefined ? {} : { cause },
  );
};

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return invalid(where, `is not JSON: ${(cause as Error).message}`, cause);
  }
}

/**
 * A sample as JSON has it, checked as a chain checks it.
 * @throws ChainlearnError invalid_file (sample_malformed for an option), or the code that a chain refuses it with
 */
export function sampleOf(value: unknown, where: string, { shape }: ResolvedComposition): Sample {
  if (!isSample(value)) return invalid(where, 'is no sample, as {"indices": [3, 17]} or {"values": [5, -2]}');
  try {
    encodeSample(value, shape);
  } catch (error) {
    throw located(error, where);
  }
  return value;
}

/** A sample of one argument. */
export const parseSample = (text: string, composition: ResolvedComposition): Sample =>
  sampleOf(parse(text, "--sample"), "--sample", composition);

/**
 * What the composition's encoder makes of an input.
 * @throws ChainlearnError unsupported where the composition has none
 */
export async function encodeInput(
  input: unknown,
  where: string,
  composition: ResolvedComposition,
): Promise<Sample> {
  const { encoder } = composition;
  if (!encoder)
    throw new ChainlearnError(
      "unsupported",
      `${where}: the composition has no encoder; give samples instead.`,
    );
  let sample: Sample;
  try {
    sample = await encoder.encode(input as never);
  } catch (error) {
    if (isChainlearnError(error)) throw located(error, where);
    // An encoder need not look at what its type rules out.
    const why = `the encoder ${encoder.id} cannot take this input: ${(error as Error).message}.`;
    throw new ChainlearnError("sample_malformed", `${where}: ${why}`, { cause: error });
  }
  return sampleOf(sample, where, composition);
}

async function lineOf(
  text: string,
  line: number,
  file: string,
  composition: ResolvedComposition,
): Promise<SampleLine> {
  const where = `line ${line} of ${file}`;
  const value = parse(text, where);
  if (!isObject(value)) return invalid(where, 'is no object, as {"sample": …, "label": 1}');
  const { sample, input, label } = value;
  if (label !== undefined) {
    if (typeof label !== "number")
      return invalid(where, `has the label ${JSON.stringify(label)}, which is no number`);
    try {
      checkLabel(label, composition.shape);
    } catch (error) {
      throw located(error, where);
    }
  }
  if ((sample === undefined) === (input === undefined))
    return invalid(where, 'needs either a "sample" or an "input" for the encoder');
  return {
    line,
    sample:
      sample === undefined
        ? await encodeInput(input, where, composition)
        : sampleOf(sample, where, composition),
    label,
  };
}

/**
 * Samples of a file with one JSON object a line: `{"sample": {"indices": [3, 17]}, "label": 1}`, or with an `input` for
 * the encoder in place of the sample. What else an object has is not looked at; empty lines are left out.
 * @param path "-" is standard input
 */
export async function* readSamples(
  path: string,
  composition: ResolvedComposition,
  { folder, input, signal }: Environment,
): AsyncGenerator<SampleLine> {
  const stream = path === "-" ? Readable.from(input) : createReadStream(resolve(folder, path));
  const file = path === "-" ? "standard input" : path;
  // Readline does not pass on what its stream fails with.
  const failed = new Promise<never>((_, reject) => stream.once("error", reject));
  failed.catch(() => {});
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY, signal });
  const iterator = lines[Symbol.asyncIterator]();
  try {
    for (let line = 1; ; line++) {
      const next = await Promise.race([iterator.next(), failed]);
      // An interface that is closed because somebody stops looks like the end of the file.
      if (signal.aborted)
        throw new ChainlearnError("aborted", `reading ${file} was stopped.`, { cause: signal.reason });
      if (next.done) break;
      // Some editors begin a file with a mark of its byte order.
      const text = line === 1 ? next.value.replace(/^\uFEFF/, "") : next.value;
      if (text.trim() !== "") yield await lineOf(text, line, file, composition);
    }
  } finally {
    lines.close();
    stream.destroy();
  }
}

/**
 * The samples of a file, as {@link readSamples}, each of which has to have a label.
 * @throws ChainlearnError invalid_file
 */
export async function readItems(
  path: string,
  composition: ResolvedComposition,
  environment: Environment,
): Promise<DataItem[]> {
  const items: DataItem[] = [];
  for await (const { sample, label, line } of readSamples(path, composition, environment)) {
    if (label === undefined) return invalid(`line ${line} of ${path}`, "has no label");
    items.push({ sample, label });
  }
  return items;
}
