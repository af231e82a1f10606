import { accountId, type EncoderIdentity, entryBytes } from "@chainlearn/core";
import type { Point } from "./learn.ts";
import type { Parts } from "./prepare.ts";
import type { Outcome } from "./story.ts";

/** What the last layer came to, beside the same model on the digits' pixels. */
export interface Report {
  readonly outcome: Outcome;
  readonly embedded: Parts;
  readonly pixels: { readonly parts: Parts; readonly curve: readonly Point[] };
}

/** What `--json` prints. */
export interface JsonReport {
  /** CAIP-2. */
  readonly chain: string;
  /** CAIP-10. */
  readonly contract: string;
  readonly encoder: EncoderIdentity;
  readonly initial: number;
  readonly contributions: number;
  readonly heldBack: number;
  /** Shares of held-back digits with the right label, 0 to 1. */
  readonly curve: readonly {
    readonly contributions: number;
    readonly embedding: number;
    readonly pixels: number;
  }[];
  readonly sampleBytes: { readonly embedding: number; readonly pixels: number };
  readonly gas: { readonly deploy: string; readonly meanAddition: string };
  readonly stateHash: string;
  readonly comparedPredictions: number;
  readonly verified: boolean;
}

/** The chain learned what this process learned, answers alike, and its log and code give what it holds. */
export const isVerified = ({ stateHash, expectedStateHash, predictions, verification }: Outcome): boolean =>
  stateHash === expectedStateHash &&
  predictions.equal === predictions.compared &&
  verification.ok &&
  verification.code.matches;

const sampleBytes = ({ shape }: Parts): number => shape.features * entryBytes(shape);

export const jsonReport = ({ outcome, embedded, pixels }: Report): JsonReport => ({
  chain: outcome.chainId,
  contract: accountId(outcome.chainId, outcome.receipt.address),
  encoder: outcome.receipt.encoder!,
  initial: embedded.initial.length,
  contributions: embedded.contributions.length,
  heldBack: embedded.heldBack.length,
  curve: outcome.curve.map(({ contributions, accuracy }, k) => ({
    contributions,
    embedding: accuracy,
    pixels: pixels.curve[k]!.accuracy,
  })),
  sampleBytes: { embedding: sampleBytes(embedded), pixels: sampleBytes(pixels.parts) },
  gas: { deploy: outcome.gas.deploy.toString(), meanAddition: outcome.gas.meanAddition.toString() },
  stateHash: outcome.stateHash,
  comparedPredictions: outcome.predictions.equal,
  verified: isVerified(outcome),
});

const BAR = 40;
const percent = (share: number): string => `${(share * 100).toFixed(1).padStart(5)} %`;
const grouped = (value: bigint | number): string => value.toLocaleString("en-US");

/** A bar from 0 to 100 percent. */
const bar = (share: number): string => "█".repeat(Math.round(share * BAR)).padEnd(BAR, "░");

/** The report for people. */
export function textReport(report: Report): string {
  const { curve, gas, sampleBytes, verified, ...json } = jsonReport(report);
  const spent = `${grouped(BigInt(gas.deploy))} to deploy, ${grouped(BigInt(gas.meanAddition))} a contribution in the mean`;
  const { verification, stateHash, expectedStateHash } = report.outcome;
  const difference = verification.firstDifference;
  return [
    `Accuracy on ${grouped(json.heldBack)} digits that nobody trained on; the deployer had ${grouped(json.initial)} labelled ones.`,
    "",
    `contributions  embedding (${report.embedded.shape.features} numbers)                          pixels (${report.pixels.parts.shape.features})`,
    ...curve.map(
      ({ contributions, embedding, pixels }) =>
        `${grouped(contributions).padStart(13)}  ${bar(embedding)} ${percent(embedding)}  ${percent(pixels)}`,
    ),
    "",
    `bytes of a contribution: ${grouped(sampleBytes.embedding)}; as pixels: ${grouped(sampleBytes.pixels)}`,
    `gas: ${gas.deploy === "0" ? "none in process" : spent}`,
    `contract: ${json.contract}`,
    `encoder: ${json.encoder.id} ${json.encoder.version}, ${json.encoder.hash}`,
    `verified: ${verified ? `yes, ${grouped(verification.entries)} log entries` : "NO"}`,
    ...(difference
      ? [`${difference.where}: expected ${difference.expected}, found ${difference.actual}`]
      : []),
    ...(stateHash === expectedStateHash
      ? []
      : [`The chain's model is ${stateHash}, not ${expectedStateHash}.`]),
  ].join("\n");
}
