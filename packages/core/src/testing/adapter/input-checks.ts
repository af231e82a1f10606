import { fromHex } from "../../bytes.ts";
import type { Cancellable } from "../../cancel.ts";
import type { ErrorCode } from "../../errors.ts";
import { parseAccountId } from "../../ids.ts";
import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";
import { assertEqual, assertRejects, CheckFailure } from "../assert.ts";
import type { Check, CheckContext } from "./check.ts";
import { composition, NEVER, SMALL, VALUES, WIDE } from "./compositions.ts";
import { sharedStage } from "./shared-stage.ts";
import { deployOptions, Stage } from "./stage.ts";

type BadSample = readonly [what: string, hex: string, code: ErrorCode];

const SPARSE: readonly BadSample[] = [
  ["half an index", "00", "sample_malformed"],
  ["an index and a half", "0001 00", "sample_malformed"],
  ["malformed before too large", "0001 0002 0003 0004 0005 0006 0007 00", "sample_malformed"],
  ["no entries", "", "sample_empty"],
  ["one entry too many", "0001 0002 0003 0004 0005 0006 0007", "sample_too_large"],
  ["too large before unsorted", "0007 0006 0005 0004 0003 0002 0001", "sample_too_large"],
  ["a repeated index", "0001 0001", "index_out_of_order"],
  ["a repeated index 0", "0000 0000 0001", "index_out_of_order"],
  ["unsorted indices", "0002 0001", "index_out_of_order"],
  ["unsorted indices at the end", "0001 0002 0003 0004 0006 0005", "index_out_of_order"],
  ["unsorted before out of range", "ffff 0001", "index_out_of_order"],
  ["the first index out of range", "0014", "index_out_of_range"],
  ["a later index out of range", "0001 0002 ffff", "index_out_of_range"],
];

const SPARSE_VALUES: readonly BadSample[] = [
  ["an index without its value", "0001", "sample_malformed"],
  ["half a value", "0001 0000", "sample_malformed"],
  ["no entries", "", "sample_empty"],
  [
    "one entry too many",
    "0001 00000001 0002 00000001 0003 00000001 0004 00000001 0005 00000001 0006 00000001",
    "sample_too_large",
  ],
  ["a repeated index", "0001 00000001 0001 00000002", "index_out_of_order"],
  ["unsorted indices", "0002 00000001 0001 00000001", "index_out_of_order"],
  ["an index out of range", "0028 00000001", "index_out_of_range"],
];

const FOUR_BYTE_INDICES: readonly BadSample[] = [
  ["half an index", "0001", "sample_malformed"],
  ["one entry too many", "00000001 00000002 00000003 00000004 00000005", "sample_too_large"],
  ["a repeated index", "00010001 00010001", "index_out_of_order"],
  ["unsorted indices", "00010000 00000001", "index_out_of_order"],
  ["the first index out of range", "00010040", "index_out_of_range"],
  ["the top bit of an index", "00000001 80000000", "index_out_of_range"],
];

async function refusesAll(stage: Stage, samples: readonly BadSample[]): Promise<void> {
  for (const [what, hex, code] of samples)
    await stage.refusesData(code, what, { sample: fromHex(hex.replaceAll(" ", "")) });
}

const badSamples = (id: string, kind: string, shape: Shape, samples: readonly BadSample[]): Check => ({
  id,
  title: `refuses bad samples: ${kind}`,
  async run(context) {
    await refusesAll(await sharedStage(context, kind, { shape }), samples);
  },
});

/** Claims never open here, so that every check of a refusal can share it. */
const small = (context: CheckContext): Promise<Stage> =>
  sharedStage(context, "small", { mechanism: { refundWaitSeconds: NEVER } });

const BAD_SAMPLES: readonly (readonly [what: string, sample: Sample, code: ErrorCode])[] = [
  ["a repeated index", { indices: [1, 1] }, "index_out_of_order"],
  ["unsorted indices", { indices: [2, 1] }, "index_out_of_order"],
  ["an index out of range", { indices: [SMALL.features] }, "index_out_of_range"],
  ["no entries", { indices: [] }, "sample_empty"],
  ["too many entries", { indices: [0, 1, 2, 3, 4, 5, 6] }, "sample_too_large"],
  ["values where the encoding has none", { indices: [1], values: [1] }, "sample_malformed"],
];

/** Called where nothing may be deployed. */
function begun(what: string): never {
  throw new CheckFailure(`${what}: the deployment was begun.`);
}

export const inputChecks: readonly Check[] = [
  badSamples("bad-samples-sparse", "two-byte indices", SMALL, SPARSE),
  badSamples("bad-samples-values", "indices and values", VALUES, SPARSE_VALUES),
  badSamples("bad-samples-wide", "four-byte indices", WIDE, FOUR_BYTE_INDICES),
  {
    id: "bad-samples-client",
    title: "refuses bad samples given to the client: additions and predictions",
    async run(context) {
      const stage = await small(context);
      for (const [what, sample, code] of BAD_SAMPLES) {
        await stage.refuses(code, `addData: ${what}`, () =>
          stage.trainer.addData({ from: stage.people.ann, sample, label: 1 }),
        );
        await stage.refuses(code, `predict: ${what}`, () => stage.trainer.predict(sample));
      }
    },
  },
  {
    id: "bad-calls-client",
    title: "refuses calls given to the client that lack something, or bring what is none",
    async run(context) {
      const stage = await small(context);
      const { trainer } = stage;
      const from = stage.people.ann;
      const item = { sample: { indices: [1] }, label: 1 };
      const contribution = { id: 0, time: 0, submitter: from, label: 1, sample: stage.bytes(item.sample) };
      const calls: readonly (readonly [ErrorCode, string, () => Promise<unknown>])[] = [
        [
          "argument_out_of_range",
          "addData: a payment below 0",
          () => trainer.addData({ from, ...item, pay: -1n }),
        ],
        [
          "argument_out_of_range",
          "addDataBatch: a payment below 0",
          () => trainer.addDataBatch({ from, items: [item], pay: -1n }),
        ],
        [
          "argument_out_of_range",
          "act: a payment below 0",
          () => trainer.act("refund", { from, contribution, pay: -1n }),
        ],
        [
          "argument_out_of_range",
          "act: an argument too many",
          () => trainer.act("refund", { from, contribution, args: [0n] }),
        ],
        ["malformed_message", "act: no contribution", () => trainer.act("refund", { from })],
        [
          "malformed_message",
          "actBatch: no contribution",
          () => trainer.actBatch({ from, actions: [{ action: "refund" }] }),
        ],
        ["unsupported", "act: no such action", () => trainer.act("renounce", { from, contribution })],
        [
          "unsupported",
          "actBatch: no such action",
          () => trainer.actBatch({ from, actions: [{ action: "renounce", contribution }] }),
        ],
      ];
      for (const [code, what, call] of calls) await stage.refuses(code, what, call);
    },
  },
  {
    id: "bad-roles",
    title: "deploys nothing with a role that the composition does not have, or for what is no address",
    async run({ chain, plugins }) {
      const options = deployOptions(chain);
      const given: readonly (readonly [ErrorCode, string, Readonly<Record<string, string>>])[] = [
        ["invalid_composition", "another role", { owner: options.from }],
        ["invalid_id", "no address", { beneficiary: "a friend" }],
      ];
      for (const [code, what, roles] of given)
        await assertRejects(code, what, () =>
          chain.adapter.deploy(composition(plugins), { ...options, roles, onReceipt: () => begun(what) }),
        );
    },
  },
  {
    id: "bad-labels",
    title: "refuses labels that are no class",
    async run(context) {
      const stage = await small(context);
      for (const label of [2, 3, 255, 256, 257, 65_535])
        await stage.refusesData("label_out_of_range", `label ${label}`, { label });
      for (const label of [2, -1, 0.5])
        await stage.refuses("label_out_of_range", `label ${label} given to the client`, () =>
          stage.trainer.addData({ from: stage.people.ann, sample: { indices: [1] }, label }),
        );
    },
  },
  {
    id: "order-of-refusals",
    title: "refuses with the first reason: label, sample, payment",
    async run(context) {
      const stage = await small(context);
      const malformed = Uint8Array.of(1);
      await stage.refusesData("label_out_of_range", "a bad label with a bad sample", {
        label: 2,
        sample: malformed,
        payBaseUnits: 0n,
      });
      await stage.refusesData("sample_malformed", "a bad sample without payment", {
        sample: malformed,
        payBaseUnits: 0n,
      });
    },
  },
  {
    id: "payment-below-quote",
    title: "refuses a payment below the quote",
    async run(context) {
      const stage = await small(context);
      const unit = context.chain.baseUnitsPerUnit;
      await stage.refusesData("payment_below_quote", "no payment", { payBaseUnits: 0n });
      await stage.refusesData("payment_below_quote", "one unit", { payBaseUnits: unit });
      await stage.refusesData("payment_below_quote", "one unit too little", {
        payBaseUnits: (stage.flatPrice - 1n) * unit,
      });
      await stage.refuses("payment_below_quote", "one unit too little through the client", () =>
        stage.trainer.addData({
          from: stage.people.ann,
          sample: { indices: [1] },
          label: 1,
          pay: stage.flatPrice - 1n,
        }),
      );
    },
  },
  {
    id: "payment-not-whole-units",
    title: "refuses a payment that is not whole units, before anything else",
    needs: ["fractional-units"],
    async run(context) {
      const stage = await small(context);
      const unit = context.chain.baseUnitsPerUnit;
      const enough = stage.flatPrice * unit;
      await stage.refusesData("payment_not_whole_units", "one base unit too much", {
        payBaseUnits: enough + 1n,
      });
      await stage.refusesData("payment_not_whole_units", "one base unit short of a unit more", {
        payBaseUnits: enough + unit - 1n,
      });
      await stage.refusesData("payment_not_whole_units", "one base unit with a bad label", {
        payBaseUnits: 1n,
        label: 2,
      });
      const unsealed = await Stage.unsealed(context);
      await unsealed.refusesData("payment_not_whole_units", "one base unit before sealing", {
        payBaseUnits: 1n,
      });
    },
  },
  {
    id: "payment-not-accepted",
    title: "refuses a payment with an action that takes none",
    async run(context) {
      const stage = await small(context);
      const { ann, ben } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [3] }, 0);
      const payBaseUnits = 5n * context.chain.baseUnitsPerUnit;
      for (const action of ["refund", "report", "take"]) {
        await stage.refuses("payment_not_accepted", `a payment with ${action}`, () =>
          stage.trainer.rawAct(action, { from: ann, contribution, payBaseUnits }),
        );
        await stage.refuses("payment_not_accepted", `a payment with ${action} of an unknown record`, () =>
          stage.trainer.rawAct(action, {
            from: ben,
            contribution: { ...contribution, label: 1 },
            payBaseUnits,
          }),
        );
      }
    },
  },
  {
    id: "sender-without-signer",
    title: "refuses a sender for whom there is no signer",
    async run(context) {
      const stage = await small(context);
      const from = parseAccountId(stage.trainer.accountId).address;
      await stage.refuses("unknown_account", "an addition by the contract itself", () =>
        stage.trainer.addData({ from, sample: { indices: [1] }, label: 1 }),
      );
    },
  },
  {
    id: "sender-without-funds",
    title: "refuses a payment that the sender does not have",
    async run(context) {
      const stage = await small(context);
      const { stranger } = stage.people;
      const units = (await context.chain.balance(stranger)) / context.chain.baseUnitsPerUnit;
      await stage.refuses("insufficient_funds", "more than the sender has", () =>
        stage.trainer.addData({ from: stranger, sample: { indices: [1] }, label: 1, pay: units + 1n }),
      );
    },
  },
  {
    id: "aborted-call",
    title: "sends nothing when the caller has aborted",
    async run(context) {
      const stage = await small(context);
      const input = { from: stage.people.ann, sample: { indices: [1] }, label: 1 };
      await stage.refuses("aborted", "an addition with an aborted signal", () =>
        stage.trainer.addData({ ...input, signal: AbortSignal.abort() }),
      );
    },
  },
  {
    id: "aborted-reads",
    title: "answers while the signal is quiet, and nothing when it has fired",
    async run(context) {
      const { trainer, people } = await small(context);
      const items = [{ sample: { indices: [1] }, label: 1 }];
      const reads: Readonly<Record<string, (options: Cancellable) => Promise<unknown>>> = {
        quote: (options) => trainer.quote(options),
        quoteBatch: (options) => trainer.quoteBatch({ from: people.ann, items, ...options }),
        predict: (options) => trainer.predict({ indices: [1] }, options),
        account: (options) => trainer.account(people.ann, options),
        log: (options) => trainer.log(options),
        block: (options) => trainer.block(options),
        blockHash: (options) => trainer.blockHash(1, options),
        snapshot: (options) => trainer.snapshot({}, undefined, options),
        verifyCode: (options) => trainer.verifyCode(options),
      };
      const { signal } = new AbortController();
      for (const [name, read] of Object.entries(reads)) {
        if (name !== "verifyCode") assertEqual(await read({ signal }), await read({}), name);
        await assertRejects("aborted", name, () => read({ signal: AbortSignal.abort() }));
      }
    },
  },
];
