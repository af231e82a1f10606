import { createModel, type InProcessModel, type LabelledSample } from "@chainlearn/adapter-local";
import { lastLayer } from "./composition.ts";
import type { Parts } from "./prepare.ts";

/** Accuracy on the held-back digits after so many contributions. */
export interface Point {
  readonly contributions: number;
  /** 0 to 1. */
  readonly accuracy: number;
}

/** Accuracy is measured at the beginning and after each of these shares of the contributions. */
const EIGHTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** The model that is deployed: the kernel that runs on chain, trained on the deployer's digits. */
export async function initialModel(parts: Parts): Promise<InProcessModel> {
  const model = await createModel(lastLayer(parts.shape));
  await model.train(parts.initial);
  return model;
}

/**
 * Trains a model on the contributions in their order.
 * @param contribute called with each of them first; without it nothing but this process learns, as for the baseline
 */
export async function learn(
  model: InProcessModel,
  { contributions, heldBack }: Parts,
  contribute: (digit: LabelledSample, index: number) => Promise<void> = async () => undefined,
): Promise<Point[]> {
  const measured = new Set(EIGHTHS.map((eighth) => Math.round((contributions.length * eighth) / 8)));
  const curve: Point[] = [{ contributions: 0, accuracy: model.accuracy(heldBack) }];
  for (const [index, digit] of contributions.entries()) {
    await contribute(digit, index);
    model.update(digit.sample, digit.label);
    if (measured.has(index + 1)) curve.push({ contributions: index + 1, accuracy: model.accuracy(heldBack) });
  }
  return curve;
}
