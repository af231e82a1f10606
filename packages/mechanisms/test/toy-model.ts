/** A sign of a few weights: small enough that chance contributions help and harm it. */
export class ToyModel {
  readonly weights: number[];

  constructor(weights: readonly number[]) {
    this.weights = [...weights];
  }

  /** @param features indices whose weights count */
  predict(features: readonly number[]): number {
    return features.reduce((sum, feature) => sum + this.weights[feature]!, 0) > 0 ? 1 : 0;
  }

  /** Moves the weights towards the label if the prediction is another. */
  update(features: readonly number[], label: number): void {
    if (this.predict(features) === label) return;
    for (const feature of features) this.weights[feature]! += label === 1 ? 1 : -1;
  }
}
