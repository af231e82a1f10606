import { moduleAddress, type Wasmd } from "@chainlearn/adapter-cosmwasm/testing";
import {
  type ActInput,
  type ActionSpec,
  actionOf,
  type Contribution,
  commitItems,
  commitParts,
  encodeSample,
  type LogEntry,
  type MechanismPlugin,
  openParts,
  type ResolvedComposition,
  resolveComposition,
} from "@chainlearn/core";
import { probeItems, probeParts } from "@chainlearn/kernel/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import {
  actionMessage,
  addDataMessage,
  addManyMessage,
  initializeMessage,
  instantiateMessage,
  sealMessage,
  withdrawMessage,
} from "../../src/client/messages.ts";
import { composition, SHAPE } from "../client/compositions.ts";
import { purse } from "./purse/plugin.ts";
import type { Call, Recorder } from "./recorder.ts";

/** Something to record: a composition and what is done with it. */
export interface Scenario {
  readonly name: string;
  readonly composition: ResolvedComposition;
  run(recorder: Recorder, chain: Wasmd): Promise<void>;
}

/** Long enough for a busy machine to be too early. */
const WAIT = { refund: 15, owner: 25, any: 35 } as const;
const OK = "ok";

const sample = (...indices: readonly number[]): Uint8Array => encodeSample({ indices }, SHAPE);

const added = (entries: readonly LogEntry[]): Contribution => {
  const entry = entries.find((one) => one.kind === "dataAdded");
  if (entry === undefined) throw new Error("nothing was added");
  return { id: entry.id, time: entry.time, submitter: entry.actor, label: entry.label, sample: entry.sample };
};

/** Everything around data, claims and the initial state. */
export const stakeScenario = (): Scenario => {
  const resolved = composition({
    refundWaitSeconds: BigInt(WAIT.refund),
    ownerWaitSeconds: BigInt(WAIT.owner),
    anyWaitSeconds: BigInt(WAIT.any),
  });
  const spec = (name: string): ActionSpec =>
    resolved.mechanism.manifest.actions.find((action) => action.name === name)!;
  return {
    name: "stake",
    composition: resolved,
    async run(recorder, chain) {
      const [deployer, ann, ben, cleo, beneficiary, stranger] = chain.accounts as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const { denom } = chain.connection;
      const coins = (amount: number, of = denom) => [{ denom: of, amount: `${amount}` }];
      const add = (label: number, bytes: Uint8Array, amount = 1000): Call => ({
        message: addDataMessage(label, bytes),
        funds: coins(amount),
      });
      const claim = (name: string, contribution: Contribution): Call => ({
        message: actionMessage(spec(name), contribution, []),
      });

      await recorder.instantiate(instantiateMessage(resolved, { beneficiary }, denom, 1n));
      await recorder.execute("data before the seal", "not_sealed", ann, add(1, sample(1)));
      await recorder.execute("weights of a stranger", "not_deployer", ann, {
        message: initializeMessage(0, [0n]),
      });
      await recorder.execute("first weights", OK, deployer, {
        message: initializeMessage(0, [0x0005fffen, 0n]),
      });
      await recorder.execute("the same weights again", "wrong_chunk", deployer, {
        message: initializeMessage(0, [1n]),
      });
      await recorder.execute("a seal too early", "state_incomplete", deployer, {
        message: sealMessage([0n]),
      });
      await recorder.execute("bits beyond the last cell", "initial_state_malformed", deployer, {
        message: initializeMessage(2, [1n << 255n]),
      });
      await recorder.execute("last weights", OK, deployer, { message: initializeMessage(2, [7n << 16n]) });
      await recorder.execute("a seal", OK, deployer, { message: sealMessage([-1n]) });
      await recorder.execute("a second seal", "already_sealed", deployer, { message: sealMessage([0n]) });

      const right = added(await recorder.execute("right data", OK, ann, add(1, sample(1, 2, 3))));
      await recorder.execute("a refund too early", "too_early", ann, claim("refund", right));
      const wrong = added(
        await recorder.execute("wrong data, paid too much", OK, ben, add(0, sample(1, 2, 3), 1700)),
      );
      const entries = await recorder.execute(
        "two additions at once",
        OK,
        cleo,
        add(1, sample(1, 2, 3)),
        add(0, sample(39)),
      );
      const late = added(entries);
      await recorder.execute("a batch", OK, cleo, {
        message: addManyMessage([
          { label: 0, sample: sample(38) },
          { label: 0, sample: sample(37, 38) },
          { label: 0, sample: sample(38) },
        ]),
        funds: coins(3100),
      });
      await recorder.execute("a batch whose second item is refused", "sample_empty", cleo, {
        message: addManyMessage([
          { label: 0, sample: sample(36) },
          { label: 0, sample: new Uint8Array() },
        ]),
        funds: coins(2000),
      });
      await recorder.execute(
        "two additions, the second refused",
        "payment_below_quote",
        cleo,
        add(1, sample(7)),
        add(1, sample(8), 999),
      );
      await recorder.execute("another denomination", "payment_wrong_denomination", ann, {
        message: addDataMessage(1, sample(4)),
        funds: coins(1000, chain.otherDenom),
      });
      await recorder.execute("two denominations", "payment_wrong_denomination", ann, {
        message: addDataMessage(1, sample(4)),
        funds: [...coins(1000, chain.otherDenom), ...coins(1000)].sort((a, b) =>
          a.denom < b.denom ? -1 : 1,
        ),
      });
      await recorder.execute("more than the account has", "insufficient_funds", ann, {
        message: addDataMessage(1, sample(4)),
        funds: [{ denom, amount: "9".repeat(30) }],
      });
      await recorder.execute("no JSON", "malformed_message", ann, { message: '{"add_data":' });
      await recorder.execute("JSON that is not ASCII", "malformed_message", ann, {
        message: '{"add_data":{"label":1,"sample":"é"}}',
      });
      await recorder.execute("an unknown entry", "malformed_message", ann, { message: { nothing: {} } });
      await recorder.execute("an unknown label", "label_out_of_range", ann, add(2, sample(4)));
      await recorder.execute("half an index", "sample_malformed", ann, add(1, Uint8Array.of(0)));
      await recorder.execute("an empty sample", "sample_empty", ann, add(1, new Uint8Array()));
      await recorder.execute("a long sample", "sample_too_large", ann, add(1, new Uint8Array(14)));
      await recorder.execute(
        "a repeated index",
        "index_out_of_order",
        ann,
        add(1, Uint8Array.of(0, 5, 0, 5)),
      );
      await recorder.execute("an unknown index", "index_out_of_range", ann, add(1, Uint8Array.of(0, 40)));
      await recorder.execute("nothing to withdraw", "nothing_to_withdraw", ann, {
        message: withdrawMessage(),
      });

      await recorder.untilAge(late, WAIT.refund);
      await recorder.execute("a refund of another's", "not_submitter", ben, claim("refund", right));
      await recorder.execute("a report without validated data", "not_validated", ann, claim("report", wrong));
      await recorder.execute("a refund", OK, ann, claim("refund", right));
      await recorder.execute("a second refund", "already_claimed", ann, claim("refund", right));
      await recorder.execute("a refund of wrong data", "model_disagrees", ben, claim("refund", wrong));
      await recorder.execute("another refund", OK, cleo, claim("refund", late));
      await recorder.execute("a report of one's own", "own_contribution", ben, claim("report", wrong));
      await recorder.execute("a report of right data", "nothing_left", cleo, claim("report", right));
      await recorder.execute("a report", OK, ann, claim("report", wrong));
      await recorder.execute("a second report", "already_claimed", ann, claim("report", wrong));
      await recorder.execute("a report that takes the rest", OK, cleo, claim("report", wrong));
      await recorder.execute("a take of nothing", "too_early", stranger, claim("take", wrong));
      await recorder.execute(
        "an unknown contribution",
        "unknown_record",
        ann,
        claim("refund", { ...right, id: 9 }),
      );
      await recorder.execute("a claim with coins", "payment_not_accepted", ann, {
        ...claim("refund", right),
        funds: coins(5),
      });

      const left = added(
        await recorder.execute("data that is left", OK, ben, add(1, sample(20, 21, 22, 23, 24, 25))),
      );
      const last = added(await recorder.execute("more data that is left", OK, ben, add(1, sample(30))));
      await recorder.untilAge(last, WAIT.owner);
      await recorder.execute("a take by the beneficiary", OK, beneficiary, claim("take", left));
      await recorder.execute("a take of what was taken", "nothing_left", beneficiary, claim("take", left));
      await recorder.untilAge(last, WAIT.any);
      await recorder.execute("a take by anyone", OK, stranger, claim("take", last));
    },
  };
};

/** Payments, credits, arguments, rejections of a plugin, traps. */
export const purseScenario = async (): Promise<Scenario> => {
  const resolved = resolveComposition({ model: sparsePerceptron, mechanism: await purse(), shape: SHAPE });
  const { actions } = resolved.mechanism.manifest;
  const act = (name: string, args: readonly bigint[] = [], about?: Contribution): Call => ({
    message: actionMessage(actions.find((action) => action.name === name)!, about, args),
  });
  return {
    name: "purse",
    composition: resolved,
    async run(recorder, chain) {
      const [deployer, ann, ben, cleo] = chain.accounts as [string, string, string, string];
      const { denom } = chain.connection;
      const coins = (amount: number) => [{ denom, amount: `${amount}` }];
      await recorder.instantiate(instantiateMessage(resolved, {}, denom, 1n));
      await recorder.execute("weights", OK, deployer, { message: initializeMessage(0, [0n, 0n, 0n]) });
      await recorder.execute("a seal", OK, deployer, { message: sealMessage([0n]) });
      await recorder.execute("a payment into the purse", OK, ann, { ...act("fill"), funds: coins(5000) });
      await recorder.execute("an action without coins", OK, ann, act("fill"));
      const data = added(
        await recorder.execute("data", OK, ben, { message: addDataMessage(1, sample(1)), funds: coins(10) }),
      );
      await recorder.execute("a payment to the caller", OK, ann, act("payCaller", [120n]));
      await recorder.execute("two payments at once", OK, ann, act("payCaller", [1n]), act("payCaller", [2n]));
      await recorder.execute("a payment of more than there is", OK, cleo, act("payCaller", [10n ** 12n]));
      await recorder.execute("a negative payment", "trap", ann, act("payCaller", [-1n]));
      await recorder.execute("a payment to the submitter", OK, ann, act("paySubmitter", [4n], data));
      await recorder.execute("more than the record has", "trap", ann, act("paySubmitter", [7n], data));
      await recorder.execute("a plugin's own rejection", 1000, ann, act("deny"));
      await recorder.execute("unreachable", "trap", ann, act("crash"));
      await recorder.execute("a quotient that is a reason", OK, ann, act("divide", [510n, 2n]));
      await recorder.execute("a quotient that is none", "trap", ann, act("divide", [512n, 2n]));
      await recorder.execute("a division by zero", "trap", ann, act("divide", [1n, 0n]));
      await recorder.execute("the quotient that overflows", "trap", ann, act("divide", [-(2n ** 63n), -1n]));
      await recorder.execute("too few arguments", "malformed_message", ann, act("divide", [1n]));
      await recorder.execute("a withdrawal to a module", "delivery_failed", ben, {
        message: withdrawMessage(moduleAddress("bonded_tokens_pool")),
      });
      await recorder.execute("a withdrawal to no address", "delivery_failed", ben, {
        message: withdrawMessage("somewhere"),
      });
      await recorder.execute("a withdrawal", OK, ben, { message: withdrawMessage() });
      await recorder.whilePaymentsAreRefused(async () => {
        await recorder.execute("a payment that the bank refuses", OK, ann, act("payCaller", [33n]));
        await recorder.execute("a withdrawal that the bank refuses", "delivery_failed", ann, {
          message: withdrawMessage(),
        });
      });
      await recorder.execute("a withdrawal to another", OK, ann, { message: withdrawMessage(ben) });
      await recorder.execute("a second withdrawal", "nothing_to_withdraw", ann, {
        message: withdrawMessage(),
      });
    },
  };
};

const LABELLED = [
  { label: 1, sample: { indices: [3, 17] } },
  { label: 0, sample: { indices: [3, 20, 39] } },
  { label: 1, sample: { indices: [5] } },
] as const;
const secretOf = (k: number): Uint8Array => new Uint8Array(32).fill(k);

/** What both scenarios with the probes begin with. */
async function begin(recorder: Recorder, deployer: string, message: object): Promise<void> {
  await recorder.instantiate(message);
  await recorder.execute("weights", OK, deployer, { message: initializeMessage(0, [0n, 0n, 0n]) });
  await recorder.execute("a seal", OK, deployer, { message: sealMessage([0n]) });
}

/** A composition with a probe, and the messages of its actions. */
function probed(mechanism: MechanismPlugin): {
  readonly resolved: ResolvedComposition;
  readonly act: (
    name: string,
    args: readonly bigint[],
    brought: Pick<ActInput, "item" | "parts" | "digest">,
  ) => Call;
} {
  const resolved = resolveComposition({ model: sparsePerceptron, mechanism, shape: SHAPE });
  return {
    resolved,
    act: (name, args, brought) => ({
      message: actionMessage(actionOf(mechanism.manifest, name), undefined, args, brought),
    }),
  };
}

/** Items of a chain, registers and series. */
export const itemsScenario = async (): Promise<Scenario> => {
  const { resolved, act } = probed(await probeItems());
  const { head, items } = commitItems(LABELLED, secretOf(7), SHAPE);
  const [first, second] = items;
  return {
    name: "items",
    composition: resolved,
    async run(recorder, chain) {
      const [deployer, ann] = chain.accounts as [string, string];
      await begin(recorder, deployer, instantiateMessage(resolved, {}, chain.connection.denom, 1n));
      await recorder.execute("a commitment", OK, ann, act("keep", [], { digest: head }));
      await recorder.execute("an item that is not the next", OK, ann, act("show", [], { item: second! }));
      await recorder.execute("the next item", OK, ann, act("show", [], { item: first! }));
      await recorder.execute("the same item again", OK, ann, act("show", [], { item: first! }));
      await recorder.execute("an item that is learnt", OK, ann, act("reveal", [5n, 1n], { item: second! }));
      await recorder.execute(
        "a refusal after writing",
        1000,
        ann,
        act("reveal", [7n, 0n], { item: second! }),
      );
      await recorder.execute(
        "two items at once",
        OK,
        ann,
        act("show", [], { item: second! }),
        act("reveal", [4n, 0n], { item: items[2]! }),
      );
      await recorder.execute("a value of a series", OK, ann, act("run", [6n, 0n, 9n, 77n], {}));
      await recorder.execute("a register that moves", OK, ann, act("run", [1n, 0n, 0n, 0n], {}));
      await recorder.execute("a label that there is not", "label_out_of_range", ann, {
        ...act("show", [], { item: { ...first!, label: 2 } }),
      });
    },
  };
};

/** Lists in parts, and secrets. */
export const partsScenario = async (): Promise<Scenario> => {
  const { resolved, act } = probed(await probeParts());
  const [one, two, three] = LABELLED;
  const list = commitParts([[one, two], [three]], [secretOf(1), secretOf(2)], SHAPE);
  const all = { parts: openParts(list) };
  const last = { parts: openParts(list, [1]) };
  return {
    name: "parts",
    composition: resolved,
    async run(recorder, chain) {
      const [deployer, ann] = chain.accounts as [string, string];
      await begin(recorder, deployer, instantiateMessage(resolved, {}, chain.connection.denom, 1n));
      await recorder.execute("a commitment", OK, ann, act("keep", [], { digest: list.digest }));
      await recorder.execute("all parts", OK, ann, act("open", [0n, 2n, -1n], all));
      await recorder.execute("one part", OK, ann, act("open", [0n, 2n, 1n], last));
      await recorder.execute("what all items say", OK, ann, act("open", [5n, 0n, 0n], all));
      await recorder.execute("an item that is learnt", OK, ann, act("open", [7n, 0n, 0n], all));
      await recorder.execute("predictions of items", OK, ann, act("open", [6n, 0n, 0n], all));
      await recorder.execute("a refusal after learning", 1000, ann, act("open", [11n, 0n, 0n], all));
      await recorder.execute("an item that there is not", "trap", ann, act("open", [3n, 3n, 0n], all));
      await recorder.execute("a list that is cut off", "parts_malformed", ann, {
        ...act("show", [], { parts: all.parts.slice(0, -1) }),
      });
      await recorder.execute("part of a secret", OK, ann, act("tell", [2n], { digest: secretOf(9) }));
      await recorder.execute("its commitment", OK, ann, act("tell", [4n], { digest: secretOf(9) }));
    },
  };
};
