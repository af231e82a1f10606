import type { DeploymentReceipt } from "../../receipt.ts";
import { assertEqual, assertRejects, assertThat } from "../assert.ts";
import type { Check, CheckContext } from "./check.ts";
import { type CompositionChange, composition, SMALL } from "./compositions.ts";
import { assertFound } from "./found.ts";
import { deployOptions, interruptedDeployment, peopleOf, Stage } from "./stage.ts";

/** What a clone may have of its own. */
const OWN: CompositionChange = {
  model: { learningRate: 5n },
  mechanism: { minDepositUnits: 2_000n, maxDepositUnits: 2_000n },
};

const ownOptions = (context: CheckContext, cloneOf: DeploymentReceipt) => {
  const { ann, stranger } = peopleOf(context.chain);
  return { ...OWN, cloneOf, deployer: ann, beneficiary: stranger, initialState: { cells: [0n, 7n] } };
};

export const cloneChecks: readonly Check[] = [
  {
    id: "clone-own-instance",
    title: "runs a clone with its own parameters, roles, state and money, and leaves its original alone",
    async run(context) {
      const original = await Stage.open(context, { initialState: { cells: [0n, -7n] } });
      const clone = await Stage.open(context, ownOptions(context, original.receipt));
      const { ben, cleo, beneficiary, stranger } = original.people;
      assertThat(clone.receipt.address !== original.receipt.address, "the clone has its original's address.");
      assertThat(
        clone.receipt.implementation !== undefined,
        "the receipt does not say that this is a clone.",
      );
      assertEqual(clone.receipt.codeHash, original.receipt.codeHash, "code hash of the clone");
      assertEqual(
        [clone.trainer.deployer, clone.trainer.roles],
        [clone.people.ann, { beneficiary: stranger }],
        "instance",
      );

      const before = await original.snapshot();
      assertEqual([before.words[0], await original.trainer.quote()], [0xfff9n << 16n, 1_000n], "original");
      const { contribution } = await clone.add(ben, { indices: [1, 2] }, 0);
      const { words, balance, records } = await clone.snapshot();
      // The clone predicted 1, which its weight of 7 says, and learned at its own rate.
      assertEqual([words[0], balance], [(2n << 16n) | (0xfffbn << 32n), 2_000n], "clone after an addition");
      assertEqual(records.get(0)?.deposit, 2_000n, "deposit");
      await clone.refuses("too_early", "a take by the original's beneficiary", () =>
        clone.trainer.act("take", { from: beneficiary, contribution }),
      );
      await clone.act("take", stranger, contribution);
      assertEqual({ ...(await original.snapshot()), block: 0 }, { ...before, block: 0 }, "original");

      const { words: own } = await clone.snapshot();
      await original.add(cleo, { indices: [1] }, 1);
      assertEqual((await original.snapshot()).words[0], 0xfffcn << 16n, "original after an addition");
      assertEqual((await clone.snapshot()).words, own, "clone after an addition to its original");
      for (const { trainer } of [original, clone]) {
        const { matches, difference } = await trainer.verifyCode();
        assertEqual([matches, difference], [true, undefined], `code of ${trainer.accountId}`);
      }
      await assertFound(clone);
    },
  },
  {
    id: "clone-deployer",
    title: "lets only its own deployer fill and seal a clone",
    async run(context) {
      const original = await Stage.open(context);
      const clone = await Stage.unsealed(context, ownOptions(context, original.receipt));
      const { deployer, ann } = clone.people;
      await clone.refuses("not_deployer", "words of the original's deployer", () =>
        clone.trainer.rawInitialize({ from: deployer, firstWord: 0, words: [1n, 1n] }),
      );
      await clone.refusesData("not_sealed", "an addition to an unsealed clone", { from: ann });
      await clone.sent(() => clone.trainer.rawInitialize({ from: ann, firstWord: 0, words: [1n, 1n] }));
      await clone.refuses("not_deployer", "a seal by the original's deployer", () =>
        clone.trainer.rawSeal({ from: deployer, hot: [0n] }),
      );
      await clone.sent(() => clone.trainer.rawSeal({ from: ann, hot: [0n] }));
      assertEqual((await clone.snapshot()).sealed, true, "sealed");
    },
  },
  {
    id: "clone-interrupted",
    title: "resumes the deployment of a clone, and clones a clone",
    async run(context) {
      const { chain, plugins } = context;
      const original = await Stage.open(context);
      const resolved = composition(plugins, OWN);
      const options = deployOptions(chain, ownOptions(context, original.receipt));
      let receipt: DeploymentReceipt | undefined;
      for (let runs = 0; !receipt?.sealed; runs++) {
        assertThat(runs < 10, "ten runs, each with one more transaction, do not seal the clone.");
        const resume: DeploymentReceipt | undefined = receipt && JSON.parse(JSON.stringify(receipt));
        receipt = await interruptedDeployment(
          chain,
          resolved,
          { ...options, ...(resume && { resume }) },
          () => true,
        );
        if (resume) {
          const { cloneOf: _, ...whole } = options;
          await assertRejects("receipt_mismatch", "going on with a clone as if it was none", () =>
            chain.adapter.deploy(resolved, { ...whole, resume }),
          );
        }
      }
      const again = await Stage.open(context, { cloneOf: receipt });
      assertEqual(again.receipt.implementation, receipt.implementation, "implementation of a clone's clone");
      assertThat((await again.trainer.verifyCode()).matches, "the code of a clone's clone is not verified.");
      const attached = await chain.adapter.attach(resolved, receipt);
      assertThat((await attached.verifyCode()).matches, "the code of the resumed clone is not verified.");
      assertEqual(await attached.quote(), 2_000n, "price of the resumed clone");
    },
  },
  {
    id: "clone-mismatch",
    title: "refuses to clone what has another code",
    async run(context) {
      const { chain, plugins } = context;
      const original = await Stage.open(context);
      const { receipt } = original;
      const before = await chain.balance(original.people.deployer);
      const refuses = (what: string, cloneOf: DeploymentReceipt, shape = SMALL) =>
        assertRejects("receipt_mismatch", what, () =>
          chain.adapter.deploy(composition(plugins, { shape }), { ...deployOptions(chain), cloneOf }),
        );
      await refuses("another shape", receipt, { ...SMALL, features: 21 });
      await refuses("another kernel", {
        ...receipt,
        kernelIds: { ...receipt.kernelIds, model: "00".repeat(32) },
      });
      await refuses("another chain", { ...receipt, chain: "local:elsewhere" });
      await refuses("another code", { ...receipt, codeHash: "00".repeat(32) });
      await assertRejects("receipt_mismatch", "code weights where the original has none", () =>
        chain.adapter.deploy(composition(plugins), {
          ...deployOptions(chain),
          cloneOf: receipt,
          weights: "code",
        }),
      );
      await refuses("a contract that is not there yet", { ...receipt, address: "" });
      assertEqual(await chain.balance(original.people.deployer), before, "balance: nothing was sent");
    },
  },
];
