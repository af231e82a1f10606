import {
  type ActInput,
  type ActionSpec,
  type CommittedItem,
  type Contribution,
  describeContract,
  keccak256,
  type RawDataItem,
  type ResolvedComposition,
  type Shape,
} from "@chainlearn/core";
import { toBase64 } from "@cosmjs/encoding";
import { wordsToBytes } from "./words.ts";

/** camelCase of TypeScript as the snake_case of CosmWasm messages. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const instantiateMessage = (
  composition: ResolvedComposition,
  roles: Readonly<Record<string, string>>,
  denom: string,
  unit: bigint,
): object => ({
  params: Object.fromEntries(composition.params.map(({ spec, value }) => [spec.name, value.toString()])),
  roles,
  denom,
  unit: unit.toString(),
});

/** Longest label that wasmd takes. */
const MAX_LABEL_CHARACTERS = 128;

/** Says what the code is made for, so that whoever has the address only can build it again; behind that, names for people. */
export const labelOf = (composition: ResolvedComposition): string => {
  const { model, mechanism } = composition;
  const names = `(${model.manifest.id}, ${mechanism.manifest.id})`;
  return `${describeContract(composition)} ${names}`.slice(0, MAX_LABEL_CHARACTERS).trimEnd();
};

export const initializeMessage = (firstWord: number, words: readonly bigint[]): object => ({
  initialize: { first_word: firstWord, words: toBase64(wordsToBytes(words)) },
});

export const sealMessage = (hot: readonly bigint[]): object => ({ seal: { hot: hot.map(String) } });

export const addDataMessage = (label: number, sample: Uint8Array): object => ({
  add_data: { label, sample: toBase64(sample) },
});

export const addManyMessage = (items: readonly RawDataItem[]): object => ({
  add_many: {
    labels: items.map(({ label }) => label),
    samples: items.map(({ sample }) => toBase64(sample)),
  },
});

/** @param name 32 bytes */
export const addClassMessage = (name: Uint8Array): object => ({ add_class: { name: toBase64(name) } });

export const withdrawMessage = (to?: string): object => ({ withdraw: to === undefined ? {} : { to } });

/** What an action is about: nothing, or a contribution whose sample may be stood for by its hash. */
export type Subject = Omit<Contribution, "sample"> & {
  readonly sample?: Uint8Array;
  readonly sampleHash?: Uint8Array;
};

export function actionMessage(
  action: ActionSpec,
  subject: Subject | undefined,
  args: readonly bigint[],
  { item, digest, parts }: Pick<ActInput, "item" | "digest" | "parts"> = {},
): object {
  return {
    [snakeCase(action.name)]: {
      ...(subject === undefined || action.record === "none" || action.record === "item"
        ? {}
        : subjectFields(action.record, subject)),
      ...(action.record === "item" && item ? itemFields(item) : {}),
      ...(action.digest && digest ? { digest: toBase64(digest) } : {}),
      ...(action.parts && parts && parts.length > 0 ? { parts: toBase64(parts) } : {}),
      ...(action.args.length === 0 && args.length === 0 ? {} : { args: args.map(String) }),
    },
  };
}

const itemFields = ({ label, sample, next }: CommittedItem): object => ({
  label,
  sample: toBase64(sample),
  next: toBase64(next),
});

function subjectFields(record: "sample" | "hash", subject: Subject): object {
  const sample = subject.sample ?? new Uint8Array();
  return {
    id: subject.id,
    time: subject.time,
    submitter: subject.submitter,
    label: subject.label,
    ...(record === "sample"
      ? { sample: toBase64(sample) }
      : { sample_hash: toBase64(subject.sampleHash ?? keccak256(sample)) }),
  };
}

/** Words of one storage page of model state; see docs/spec/shell.md, "Words and cells". */
export const wordsPerPage = (shape: Shape): number => (shape.encoding === "dense" ? 64 : 1);
