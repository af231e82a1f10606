import {
  bytesToBigint,
  decodeSample,
  layoutOf,
  type ModelPlugin,
  type ModelState,
  type Params,
  type Shape,
} from "@chainlearn/core";
import type { KnownContribution, MechanismRules, RuleCall, Ruling, RunTerms } from "@chainlearn/core/testing";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { predictionMarket } from "@chainlearn/mechanisms";
import { listOf, type MarketList, openedBy } from "./prediction-market-lists.ts";
import { type Learner, MarketOracle, type MarketSettings, type Outcome } from "./prediction-market-oracle.ts";

/** While it is copied word by word, the served model is no model's. */
const PROMOTE = 8n;

/** What the market is about: the rules run the model's kernel on the reference host. */
export interface MarketModel {
  readonly model: ModelPlugin;
  readonly shape: Shape;
  /** All parameters of the model. */
  readonly params: Params;
  readonly initialState: ModelState;
}

/** The oracle behind the suite's interface. */
export function marketRules(about: MarketModel, { params }: RunTerms, provider: number): MechanismRules {
  const { model, shape, initialState } = about;
  const reference = createReferenceModel(model, shape, about.params);
  const contributions: KnownContribution[] = [];
  let funded: MarketList | undefined;
  // One at a time: whoever asks for another is done with the one before.
  const sealed = (): Learner => {
    reference.cells.splice(0, Number.POSITIVE_INFINITY, ...initialState.cells);
    reference.hot.splice(0, Number.POSITIVE_INFINITY, ...initialState.hot);
    return {
      train(lesson) {
        const { sample, label } = contributions[lesson]!;
        reference.update(decodeSample(sample, shape), label);
      },
      correct: () =>
        BigInt(
          funded!.items.filter(
            ({ sample, label }) => reference.predict(decodeSample(sample, shape)) === label,
          ).length,
        ),
    };
  };
  const { stateWords } = layoutOf(model.manifest, predictionMarket.manifest, shape);
  const settings = params as unknown as MarketSettings;
  const oracle = new MarketOracle(settings, provider.toString(), { sealed, stateWords });

  const outcomeOf = (action: string, call: RuleCall): Outcome => {
    const { time, paid, args, input, contribution } = call;
    const caller = call.sender.toString();
    const opened = openedBy(input.parts);
    const isOurs = opened !== undefined && opened.list === funded;
    switch (action) {
      case "fund": {
        const outcome = oracle.fund(caller, time, paid);
        if (!("refused" in outcome)) funded = listOf(input.digest);
        return outcome;
      }
      case "join":
        return oracle.join(caller, time, paid, bytesToBigint(input.secret!));
      case "unveil":
        return oracle.unveil(caller, time, bytesToBigint(input.digest!));
      case "reveal":
        return oracle.reveal(time, isOurs ? opened.parts : undefined);
      case "expire":
        return oracle.expire(time);
      case "settle":
        return oracle.settle(args[0]!, isOurs && opened.parts.length === opened.list.all.length).outcome;
      case "train":
        return oracle.train(contribution!.id);
      case "collect":
        return oracle.collect(caller);
      case "refund":
        return oracle.refund(contribution!.id);
      case "reclaim":
        return oracle.reclaim(caller);
      default:
        throw new Error(`there is no rule for ${action}`);
    }
  };

  return {
    cost: ({ time }) => {
      const cost = oracle.cost(time);
      return "refused" in cost ? cost : cost.paid;
    },
    added(contribution) {
      contributions.push(contribution);
      oracle.add(BigInt(contribution.time), contribution.submitter.toString(), contribution.id);
    },
    act(action, call): Ruling {
      const outcome = outcomeOf(action, call);
      if ("refused" in outcome) return outcome;
      const { paid, reason } = outcome;
      const known = call.contribution && oracle.contributions[call.contribution.id]!;
      return {
        amount: paid,
        reason,
        to: action === "refund" ? "submitter" : "caller",
        ...(known && { left: known.left }),
      };
    },
    served() {
      if (oracle.pool.stage === PROMOTE) return undefined;
      const learner = sealed();
      if (oracle.phase === "done" && oracle.settlement?.promoted)
        for (const lesson of oracle.settlement.trained) learner.train(lesson);
      return { cells: [...reference.cells], hot: [...reference.hot] };
    },
    cells: () => ({
      pool: oracle.pool,
      account: (account) => oracle.account(account.toString()),
    }),
  };
}
