import { markdownTable } from "@chainlearn/example-kit/markdown";
import { CHAMPION, CHAMPION_ACTIONS } from "../champion-rows.ts";
import { besideBaseline, rowKey } from "../rows.ts";

/** The original's name of `stake`. */
const STAKE = "Stakeable64";

/** Actions of one model under one mechanism; the original's name of an action follows where it is another. */
interface Section {
  readonly title: string;
  readonly model: string;
  readonly entries: number | null;
  readonly mechanism?: string;
  readonly actions: readonly (readonly [action: string, original?: string])[];
}

const ADD_CORRECT = "addData correct label 1";
const ADD_INCORRECT = "addData incorrect label 1";
const DEPLOY = [["deploy"], ["deploy in one transaction", "deploy"]] as const;

const SECTIONS: readonly Section[] = [
  {
    title: "sparse perceptron, 1,000 features",
    ...{ model: "SparsePerceptron-1000", entries: null, actions: DEPLOY },
  },
  {
    title: "sparse perceptron, 20 of 1,000",
    ...{ model: "SparsePerceptron-1000", entries: 20 },
    actions: [
      [ADD_CORRECT],
      [ADD_INCORRECT],
      [`${ADD_INCORRECT}, over-paid`, ADD_INCORRECT],
      ["refund later"],
      ["report share"],
      ["report share later", "report share"],
      ["report whole"],
    ],
  },
  {
    title: "dense perceptron, 9 features",
    ...{ model: "DensePerceptron-9", entries: 9, actions: [[ADD_INCORRECT]] },
  },
  {
    title: "dense perceptron, 100 features",
    ...{ model: "DensePerceptron-100", entries: 100, actions: [[ADD_INCORRECT]] },
  },
  {
    title: "naive Bayes, 1,000 features",
    ...{ model: "NaiveBayes-1000", entries: null, actions: DEPLOY },
  },
  {
    title: "naive Bayes, 20 of 1,000",
    ...{ model: "NaiveBayes-1000", entries: 20, actions: [[ADD_INCORRECT], ["refund later"]] },
  },
  {
    title: "nearest centroid, 9 features",
    ...{ model: "NearestCentroid-9", entries: 9, actions: [[ADD_INCORRECT]] },
  },
  {
    title: "nearest centroid, 100 features",
    ...{ model: "NearestCentroid-100", entries: 100, actions: [[ADD_INCORRECT]] },
  },
  {
    title: "nearest centroid, 20 of 1,000",
    ...{ model: "SparseNearestCentroid-1000", entries: 20, actions: [[ADD_INCORRECT]] },
  },
  {
    title: "champion: averaged perceptron, 1,000 features",
    ...{ model: "AveragedPerceptron-1000", entries: null, mechanism: CHAMPION, actions: [["deploy"]] },
  },
  {
    title: "champion: averaged perceptron, 20 of 1,000",
    ...{ model: "AveragedPerceptron-1000", entries: 20, mechanism: CHAMPION },
    actions: [
      [CHAMPION_ACTIONS.add],
      [CHAMPION_ACTIONS.settle],
      [CHAMPION_ACTIONS.settleBatch],
      [CHAMPION_ACTIONS.release],
    ],
  },
];

const number = (value: number | null): string => value?.toLocaleString("en-GB") ?? "";

/** The README's table: int32 lanes beside the original and the floor, where the original has such an action. */
export function readmeGasTable(snapshot: Readonly<Record<string, number>>): string {
  const lines = SECTIONS.flatMap(({ title, model, entries, mechanism = STAKE, actions }) =>
    actions.map(([action, original = action], k) => {
      const row = besideBaseline({ model, entries, mechanism, action, lanes: 32, gas: 0 }, original);
      const gas = snapshot[rowKey(row)];
      if (gas === undefined) throw new Error(`bench/gas.snapshot.json has no row "${rowKey(row)}".`);
      const { originalAsShipped, floor } = row;
      const less = originalAsShipped === null ? "" : `${(originalAsShipped / gas).toFixed(2)} x`;
      return [k === 0 ? title : "", action, number(gas), number(originalAsShipped), less, number(floor)];
    }),
  );
  return markdownTable(["model", "action", "gas", "original", "less", "floor"], lines);
}
