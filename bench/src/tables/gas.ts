import { markdownTable } from "@chainlearn/example-kit/markdown";
import { besideBaseline } from "../rows.ts";

/** Names of the bench that are the baseline's, where they are not the model's id in other letters. */
const MODEL_IDS: Readonly<Record<string, string>> = {
  NearestCentroid: "nearest-centroid-dense",
  SparseNearestCentroid: "nearest-centroid-sparse",
};

/** "SparsePerceptron" is sparse-perceptron. */
const idOf = (name: string): string =>
  MODEL_IDS[name] ?? name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** The original's name of `stake`. */
const MECHANISM = "Stakeable64";
const SHOWN = [
  "addData correct label 1",
  "addData incorrect label 1",
  "addData incorrect",
  "refund later",
  "report share later",
  "report whole",
  "deploy",
];

interface Entry {
  /** As "SparsePerceptron-1000" or "MulticlassPerceptron-100, 10 classes". */
  readonly setup: string;
  readonly entries: string;
  readonly mechanism: string;
  readonly action: string;
  readonly lanes: string;
  readonly value: number;
}

const entriesIn = (snapshot: Readonly<Record<string, number>>): Entry[] =>
  Object.entries(snapshot).flatMap(([key, value]) => {
    const [setup, entries, mechanism, action, lanes] = key.split("/");
    return setup && entries && mechanism && action && lanes
      ? [{ setup, entries, mechanism, action, lanes, value }]
      : [];
  });

/** "SparsePerceptron-1000" with 20 entries: "20 of 1,000 features". */
function situation({ setup, entries }: Entry): string {
  const [, features = "", classes = ""] = /-(\d+)(.*)$/.exec(setup) ?? [];
  const all = Number(features).toLocaleString("en-GB");
  return `${entries === "-" || entries === features ? "" : `${entries} of `}${all} features${classes}`;
}

const number = (value: number | null | undefined): string => value?.toLocaleString("en-GB") ?? "";

/** Gas on an EVM chain with `stake`, or nothing where the snapshot has no row of the model. */
export function gasTable(model: string, snapshot: Readonly<Record<string, number>>): string | null {
  const own = entriesIn(snapshot).filter(
    ({ setup, mechanism }) => mechanism === MECHANISM && idOf(setup.replace(/-\d.*$/, "")) === model,
  );
  const lines = new Map<string, string[]>();
  for (const entry of own.sort((a, b) => SHOWN.indexOf(a.action) - SHOWN.indexOf(b.action))) {
    if (!SHOWN.includes(entry.action)) continue;
    const beside = (lanes: string): number | undefined =>
      own.find(
        (other) =>
          other.setup === entry.setup &&
          other.entries === entry.entries &&
          other.action === entry.action &&
          other.lanes === lanes,
      )?.value;
    const { originalAsShipped } = besideBaseline({
      model: entry.setup,
      entries: entry.entries === "-" ? null : Number(entry.entries),
      ...{ mechanism: entry.mechanism, action: entry.action, lanes: 32, gas: entry.value },
    });
    const line = [situation(entry), entry.action, number(beside("int32")), number(beside("int16"))];
    lines.set(line.join("/"), [...line, number(originalAsShipped)]);
  }
  if (lines.size === 0) return null;
  const grouped = [...lines.values()].sort(([a = ""], [b = ""]) => a.localeCompare(b, "en-GB"));
  return markdownTable(["sample", "action", "int32", "int16", "original"], grouped);
}
