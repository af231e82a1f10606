import { markdownTable } from "@chainlearn/example-kit/markdown";
import { besideBaseline, gasIn, rowKey } from "../rows.ts";

/** Calls as the page names them: the action of `points`, and what the original has for it; the same of `stake`. */
const CALLS = [
  ["addition that the model agrees with", "addData correct label 1", null, "addData correct label 1"],
  ["addition that trains", "addData incorrect label 1", null, "addData incorrect label 1"],
  ["first claim of an account", "claim first", "refund first", "refund first"],
  ["later claims", "claim later", "refund later", "refund later"],
] as const;

/** Gas of `points` on an EVM chain beside the original, and the share of the original that `stake` needs. */
export function pointsGasTable(snapshot: Readonly<Record<string, number>>): string {
  const beside = (
    mechanism: string,
    action: string,
    sameAs: string | null,
  ): readonly [gas: number, original: number] => {
    const setup = { model: "SparsePerceptron-1000", entries: 20, lanes: 32, gas: 0 } as const;
    const row = besideBaseline({ ...setup, mechanism, action }, sameAs ?? action);
    if (row.originalAsShipped === null) throw new Error(`The original has no "${rowKey(row)}".`);
    return [gasIn(snapshot, rowKey(row)), row.originalAsShipped];
  };
  const percent = ([gas, original]: readonly [number, number]): string =>
    `${((gas / original) * 100).toFixed(1)} %`;
  const lines = CALLS.map(([title, action, original, ofStake]) => {
    const points = beside("Points64", action, original);
    const [gas, originalGas] = points.map((value) => value.toLocaleString("en-GB"));
    return [
      title,
      gas ?? "",
      originalGas ?? "",
      percent(points),
      percent(beside("Stakeable64", ofStake, null)),
    ];
  });
  return markdownTable(["call", "gas", "original", "of the original", "stake, of its original"], lines);
}
