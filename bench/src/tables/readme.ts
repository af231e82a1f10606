import { markdownTable } from "@chainlearn/example-kit/markdown";
import { CHAMPION, CHAMPION_ACTIONS } from "../champion-rows.ts";
import { besideBaseline, type GasRow, gasIn, rowKey } from "../rows.ts";

/** The original's name of `stake`. */
const STAKE = "Stakeable64";

/** Actions of one model under one mechanism; the original's name of an action follows where it is another. */
interface Section {
  readonly title: string;
  readonly model: string;
  readonly entries: number | null;
  readonly mechanism?: string;
  readonly actions: readonly (readonly [action: string, original?: string])[];
  /** The actions that the front page shows. */
  readonly front?: readonly string[];
}

const ADD_CORRECT = "addData correct label 1";
const ADD_INCORRECT = "addData incorrect label 1";
const DEPLOY = [["deploy"], ["deploy in one transaction", "deploy"]] as const;

const SECTIONS: readonly Section[] = [
  {
    title: "sparse perceptron, 1,000 features",
    ...{ model: "SparsePerceptron-1000", entries: null, actions: DEPLOY, front: ["deploy"] },
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
    front: [ADD_CORRECT, ADD_INCORRECT, "refund later", "report share"],
  },
  {
    title: "dense perceptron, 9 features",
    ...{ model: "DensePerceptron-9", entries: 9, actions: [[ADD_INCORRECT]] },
  },
  {
    title: "dense perceptron, 100 features",
    ...{ model: "DensePerceptron-100", entries: 100, actions: [[ADD_INCORRECT]], front: [ADD_INCORRECT] },
  },
  {
    title: "naive Bayes, 1,000 features",
    ...{ model: "NaiveBayes-1000", entries: null, actions: DEPLOY },
  },
  {
    title: "naive Bayes, 20 of 1,000",
    ...{ model: "NaiveBayes-1000", entries: 20, actions: [[ADD_INCORRECT], ["refund later"]] },
    front: [ADD_INCORRECT],
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
    ...{ model: "AveragedPerceptron-1000", entries: null, mechanism: CHAMPION },
    actions: [["deploy"]],
    front: ["deploy"],
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
    front: [
      CHAMPION_ACTIONS.add,
      CHAMPION_ACTIONS.settle,
      CHAMPION_ACTIONS.settleBatch,
      CHAMPION_ACTIONS.release,
    ],
  },
];

const number = (value: number | null): string => value?.toLocaleString("en-GB") ?? "";

interface Line {
  readonly title: string;
  readonly action: string;
  readonly gas: number;
  readonly row: GasRow;
}

/** One line an action that `shown` takes; a model is named once. */
function linesOf(
  snapshot: Readonly<Record<string, number>>,
  shown: (section: Section, action: string) => boolean,
): Line[] {
  return SECTIONS.flatMap((section) => {
    const { title, model, entries, mechanism = STAKE } = section;
    return section.actions
      .filter(([action]) => shown(section, action))
      .map(([action, original = action], k) => {
        const row = besideBaseline({ model, entries, mechanism, action, lanes: 32, gas: 0 }, original);
        return { title: k === 0 ? title : "", action, gas: gasIn(snapshot, rowKey(row)), row };
      });
  });
}

const less = (original: number | null, gas: number): string =>
  original === null ? "" : `${(original / gas).toFixed(2)} x`;

/** The README's table: 32-bit cells beside the original with its compiler's best settings. */
export function readmeGasTable(snapshot: Readonly<Record<string, number>>): string {
  const lines = linesOf(snapshot, ({ front = [] }, action) => front.includes(action));
  return markdownTable(
    ["model", "action", "gas", "original", "less"],
    lines.map(({ title, action, gas, row: { originalBestOptimizer } }) => [
      ...[title, action, number(gas), number(originalBestOptimizer), less(originalBestOptimizer, gas)],
    ]),
  );
}

/** The bench's table: more actions, the original as shipped and at its best, and the floor. */
export function benchGasTable(snapshot: Readonly<Record<string, number>>): string {
  return markdownTable(
    ["model", "action", "gas", "original, as shipped", "less", "best settings", "less", "floor"],
    linesOf(snapshot, () => true).map(({ title, action, gas, row }) => [
      ...[title, action, number(gas), number(row.originalAsShipped), less(row.originalAsShipped, gas)],
      ...[number(row.originalBestOptimizer), less(row.originalBestOptimizer, gas), number(row.floor)],
    ]),
  );
}
