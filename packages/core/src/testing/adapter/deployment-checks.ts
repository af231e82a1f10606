import { toHex } from "../../bytes.ts";
import type { DeployOptions } from "../../chain-adapter.ts";
import { resolveComposition } from "../../composition.ts";
import type { StateWrittenEntry } from "../../log.ts";
import { exportModel, importModel, readModelState } from "../../model-export.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import { cellsToWords, stateHash } from "../../state.ts";
import { assertEqual, assertRejects, assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import type { Check } from "./check.ts";
import { composition, SMALL, VALUES, WIDE } from "./compositions.ts";
import { deployOptions, interruptedDeployment, Stage } from "./stage.ts";

const randomCells = (seed: number, count: number, bits: number): bigint[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => BigInt.asIntN(bits, BigInt(random.next())));
};

/** The chunks of a log as one list of words; checks that they follow each other. */
function uploadedWords(chunks: readonly StateWrittenEntry[], deployer: string): bigint[] {
  const words: bigint[] = [];
  for (const chunk of chunks) {
    assertEqual(chunk.firstWord, words.length, "first word of a chunk");
    assertEqual(chunk.actor, deployer, "actor of a chunk");
    words.push(...chunk.words);
  }
  return words;
}

export const deploymentChecks: readonly Check[] = [
  {
    id: "deploy-receipt",
    title: "deploys with a receipt that says what was deployed and survives JSON",
    async run(context) {
      const stage = await Stage.open(context);
      const { receipt, people } = stage;
      assertEqual(
        {
          version: receipt.version,
          chain: receipt.chain,
          deployer: receipt.deployer,
          kernelIds: receipt.kernelIds,
          plugins: receipt.plugins,
          shape: receipt.shape,
          roles: receipt.roles,
          sealed: receipt.sealed,
          params: receipt.params,
        },
        {
          version: 1,
          chain: context.chain.adapter.chainId,
          deployer: people.deployer,
          kernelIds: stage.composition.kernelIds,
          plugins: { model: "sparse-perceptron", mechanism: "stake", dataHandler: "stored" },
          shape: SMALL,
          roles: { beneficiary: people.beneficiary },
          sealed: true,
          params: Object.fromEntries(
            stage.composition.params.map(({ spec, value }) => [spec.name, value.toString()]),
          ),
        },
        "receipt",
      );
      assertEqual(
        stage.trainer.accountId,
        `${receipt.chain}:${receipt.address}`,
        "account id of the trainer",
      );
      assertThat(receipt.steps.length > 0, "the receipt has no steps.");
      assertEqual(JSON.parse(JSON.stringify(receipt)), receipt, "the receipt after JSON");
    },
  },
  {
    id: "deploy-initial-state",
    title: "starts with the initial state, and seals its hash",
    async run(context) {
      for (const shape of [SMALL, VALUES]) {
        const cells = randomCells(1, shape.features, shape.lane);
        const hot = [-(2n ** 47n)];
        const { trainer, receipt, people, ...stage } = await Stage.open(context, {
          shape,
          initialState: { cells, hot },
        }).then((opened) => ({
          trainer: opened.trainer,
          receipt: opened.receipt,
          people: opened.people,
          state: opened.snapshot(),
        }));
        const words = cellsToWords(cells, shape.lane);
        const log = await trainer.log();
        const chunks = log.filter((entry) => entry.kind === "stateWritten");
        const seals = log.filter((entry) => entry.kind === "sealed");
        assertEqual(log.length, chunks.length + 1, "length of the log");
        assertEqual(uploadedWords(chunks, people.deployer), words, "words in the log");
        const hash = toHex(stateHash(words, hot));
        const { stateHash: sealedHash, hot: sealedHot, actor, time } = seals[0]!;
        assertEqual(
          { sealedHash, sealedHot, actor },
          { sealedHash: hash, sealedHot: hot, actor: people.deployer },
          "seal",
        );
        assertEqual(receipt.initialStateHash, hash, "hash in the receipt");
        const { block: _, records: __, accounts: ___, marks: ____, ...state } = await stage.state;
        assertEqual(
          state,
          {
            sealed: true,
            nextId: 0,
            labels: shape.classes,
            words,
            hot,
            pool: [BigInt(time), 0n],
            registers: [],
            series: new Map(),
            balance: 0n,
          },
          "state",
        );
      }
    },
  },
  {
    id: "deploy-missing-cells",
    title: "takes missing initial cells as 0",
    async run(context) {
      const stage = await Stage.open(context, { initialState: { cells: [-1n, 2n] } });
      const { words, hot } = await stage.snapshot();
      assertEqual({ words, hot }, { words: [0x2ffffn, 0n], hot: [0n] }, "state");
    },
  },
  {
    id: "model-export-continue",
    title: "goes on from an exported model as the model itself does",
    async run(context) {
      const samples = [
        [1, 2],
        [2, 3],
        [1, 4, 5],
        [2, 5],
      ].map((indices) => ({ indices }));
      const first = await Stage.open(context, { initialState: { cells: [-4n, 3n], hot: [2n] } });
      await first.add(first.people.ann, samples[0]!, 0);
      await first.add(first.people.ann, samples[1]!, 1);
      const exported = exportModel(first.composition, await readModelState(first.trainer));
      const initialState = importModel(first.composition, JSON.parse(JSON.stringify(exported)));
      const second = await Stage.open(context, { initialState });
      assertEqual(second.receipt.initialStateHash, exported.stateHash, "hash of what was deployed");
      for (const stage of [first, second])
        for (const sample of samples.slice(2)) await stage.add(stage.people.ben, sample, 0);
      const state = await readModelState(first.trainer);
      assertEqual(await readModelState(second.trainer), state, "the model after the same additions");
      assertThat(
        exportModel(first.composition, state).stateHash !== exported.stateHash,
        "the additions after the export changed nothing: the check shows nothing.",
      );
    },
  },
  {
    id: "deploy-interrupted",
    title: "resumes a deployment in chunks that was interrupted after every transaction",
    async run(context) {
      const cells = randomCells(2, WIDE.features, WIDE.lane);
      const resolved = composition(context.plugins, { shape: WIDE });
      const options = deployOptions(context.chain, { initialState: { cells } });
      let receipt: DeploymentReceipt | undefined;
      for (let runs = 0; !receipt?.sealed; runs++) {
        assertThat(runs < 100, "100 runs, each with one more transaction, do not seal the contract.");
        const known = receipt?.steps ?? [];
        const saved: DeploymentReceipt | undefined = receipt && JSON.parse(JSON.stringify(receipt));
        receipt = await interruptedDeployment(
          context.chain,
          resolved,
          saved ? { ...options, resume: saved } : options,
          () => true,
        );
        assertThat(receipt.steps.length > known.length, "a resumed run did nothing.");
        assertEqual(receipt.steps.slice(0, known.length), known, "earlier steps of a resumed deployment");
      }
      const { trainer } = await context.chain.adapter.deploy(resolved, { ...options, resume: receipt });
      const log = await trainer.log();
      const words = cellsToWords(cells, WIDE.lane);
      const chunks = log.filter((entry) => entry.kind === "stateWritten");
      assertEqual(uploadedWords(chunks, options.from), words, "words in the log");
      assertEqual(log.length, chunks.length + 1, "length of the log: nothing was repeated");
      const snapshot = await trainer.snapshot({});
      assertEqual(snapshot.words, words, "words on the chain");
      const attached = await context.chain.adapter.attach(resolved, receipt);
      assertEqual(attached.accountId, trainer.accountId, "the attached trainer");
    },
  },
  {
    id: "deploy-bad-initial-state",
    title: "refuses an initial state that does not fit",
    async run({ chain, plugins }) {
      const options = deployOptions(chain);
      const tooMany = Array.from({ length: SMALL.features + 1 }, () => 0n);
      for (const [what, initialState] of [
        ["a cell above its lane", { cells: [2n ** 15n] }],
        ["a cell below its lane", { cells: [-(2n ** 15n) - 1n] }],
        ["more cells than the model has", { cells: tooMany }],
        ["a hot cell above its bits", { hot: [2n ** 47n] }],
        ["more hot cells than the model has", { hot: [0n, 0n] }],
      ] as const)
        await assertRejects("initial_state_malformed", what, () =>
          chain.adapter.deploy(composition(plugins), { ...options, initialState }),
        );
    },
  },
  {
    id: "deploy-contradiction",
    title: "deploys nothing with parameters that contradict each other, and goes on with what is there",
    async run({ chain, plugins }) {
      const original = await Stage.open({ chain, plugins });
      const contradictory = composition(plugins, { mechanism: { minDepositUnits: 2n, maxDepositUnits: 1n } });
      const options = deployOptions(chain);
      const balance = await chain.balance(options.from);
      const ways: Readonly<Record<string, Partial<DeployOptions>>> = {
        "a deployment": {},
        "a clone": { cloneOf: original.receipt },
        "a deployment in one transaction": { upload: "once" },
      };
      for (const [what, way] of Object.entries(ways))
        await assertRejects("invalid_composition", `${what} with a floor above the cap`, () =>
          chain.adapter.deploy(contradictory, {
            ...options,
            ...way,
            onReceipt: () => assertThat(false, `${what} with a floor above the cap was begun.`),
          }),
        );
      assertEqual(await chain.balance(options.from), balance, "balance of the deployer");

      // The same mechanism as it was before anybody knew of the contradiction.
      const { contradiction, ...manifest } = plugins.mechanism.manifest;
      assertThat(contradiction !== undefined, "the mechanism of the suite knows no contradiction.");
      const unaware = { ...contradictory, mechanism: { ...plugins.mechanism, manifest } };
      const begun = await interruptedDeployment(chain, unaware, options, ({ address }) => address !== "");
      const { receipt } = await chain.adapter.deploy(contradictory, { ...options, resume: begun });
      assertThat(receipt.sealed, "the resumed deployment is not sealed.");
      const trainer = await chain.adapter.attach(contradictory, receipt);
      assertEqual(await trainer.quote(), 1n, "price at a cap below the floor");
    },
  },
  {
    id: "attach-mismatch",
    title: "does not attach to or resume a receipt of another composition or chain",
    async run(context) {
      const { adapter } = context.chain;
      const { receipt, composition: resolved, people } = await Stage.open(context);
      const otherShape = composition(context.plugins, { shape: VALUES });
      const otherParams = composition(context.plugins, { model: { learningRate: 4n } });
      const { model, mechanism } = context.plugins;
      const otherKernel = resolveComposition({
        model,
        mechanism: { ...mechanism, kernel: model.kernel },
        shape: SMALL,
        mechanismParams: { costWeightUnits: 1n },
      });
      for (const [what, other] of [
        ["another shape", otherShape],
        ["other parameters", otherParams],
        ["another kernel", otherKernel],
      ] as const)
        await assertRejects("receipt_mismatch", `attach: ${what}`, () => adapter.attach(other, receipt));
      const elsewhere: DeploymentReceipt = { ...receipt, chain: "other:chain" };
      await assertRejects("receipt_mismatch", "attach: another chain", () =>
        adapter.attach(resolved, elsewhere),
      );
      await assertRejects("receipt_mismatch", "resume: another shape", () =>
        adapter.deploy(otherShape, { from: people.deployer, resume: receipt }),
      );
    },
  },
  {
    id: "unsealed-takes-no-data",
    title: "takes no data before sealing, and predicts",
    async run(context) {
      const stage = await Stage.unsealed(context);
      const { ann } = stage.people;
      await stage.refusesData("not_sealed", "an addition before sealing", {});
      await stage.refusesData("not_sealed", "a bad label before sealing", { label: 2 });
      await stage.refusesData("not_sealed", "a bad sample before sealing", { sample: Uint8Array.of(1) });
      await stage.refusesData("not_sealed", "an unpaid addition before sealing", { payBaseUnits: 0n });
      const contribution = { id: 0, time: 0, submitter: ann, label: 1, sample: Uint8Array.of(0, 1) };
      await stage.refuses("unknown_record", "a refund before sealing", () =>
        stage.trainer.rawAct("refund", { from: ann, contribution }),
      );
      assertEqual(await stage.trainer.predict({ indices: [1] }), 0, "prediction of an empty model");
      await stage.sent(() =>
        stage.trainer.rawInitialize({ from: stage.people.deployer, firstWord: 0, words: [1n << 16n, 0n] }),
      );
      await stage.refusesData("not_sealed", "an addition with all words but without a seal", {});
      assertEqual(await stage.trainer.predict({ indices: [1] }), 1, "prediction of the uploaded model");
    },
  },
  {
    id: "initialize-refusals",
    title: "takes chunks from the deployer only, in order, each once",
    async run(context) {
      const stage = await Stage.unsealed(context);
      const { deployer, stranger } = stage.people;
      const refuses = (code: string, what: string, from: string, firstWord: number, words: bigint[]) =>
        stage.refuses(code, what, () => stage.trainer.rawInitialize({ from, firstWord, words }));
      await refuses("not_deployer", "a stranger's chunk", stranger, 0, [1n]);
      await refuses("not_deployer", "a stranger's chunk in the wrong place", stranger, 1, [1n]);
      await refuses("wrong_chunk", "the second word first", deployer, 1, [1n]);
      await refuses("wrong_chunk", "no words", deployer, 0, []);
      await refuses("wrong_chunk", "more words than the state has", deployer, 0, [1n, 2n, 3n]);
      await stage.sent(() => stage.trainer.rawInitialize({ from: deployer, firstWord: 0, words: [7n] }));
      assertEqual((await stage.snapshot()).nextId, 1, "words uploaded");
      await refuses("wrong_chunk", "the first word again", deployer, 0, [7n]);
      await refuses("wrong_chunk", "more words than are missing", deployer, 1, [1n, 2n]);
      await refuses("wrong_chunk", "a word beyond the state", deployer, 2, [1n]);
      await refuses("wrong_chunk", "nothing at the right place", deployer, 1, []);
      // 20 cells of 16 bits: four lanes of the second word are in use.
      await refuses("initial_state_malformed", "a bit beyond the last cell", deployer, 1, [1n << 64n]);
      await refuses("initial_state_malformed", "the top bit", deployer, 1, [1n << 255n]);
      await stage.sent(() =>
        stage.trainer.rawInitialize({ from: deployer, firstWord: 1, words: [2n ** 64n - 1n] }),
      );
      await refuses("wrong_chunk", "a word after the last", deployer, 2, [0n]);
      assertEqual((await stage.snapshot()).words, [7n, 2n ** 64n - 1n], "words");
    },
  },
  {
    id: "seal-refusals",
    title: "seals for the deployer only, when the state is complete and the hot cells fit",
    async run(context) {
      const stage = await Stage.unsealed(context);
      const { deployer, stranger } = stage.people;
      const refuses = (code: string, what: string, from: string, hot: bigint[]) =>
        stage.refuses(code, what, () => stage.trainer.rawSeal({ from, hot }));
      await refuses("not_deployer", "a stranger's seal", stranger, [0n]);
      await refuses("state_incomplete", "a seal without words", deployer, [0n]);
      await stage.sent(() => stage.trainer.rawInitialize({ from: deployer, firstWord: 0, words: [7n] }));
      await refuses("state_incomplete", "a seal with half of the words", deployer, [0n]);
      await refuses("state_incomplete", "an incomplete state before bad hot cells", deployer, []);
      await stage.sent(() => stage.trainer.rawInitialize({ from: deployer, firstWord: 1, words: [8n] }));
      await refuses("not_deployer", "a stranger's seal of a complete state", stranger, [0n]);
      await refuses("initial_state_malformed", "no hot cells", deployer, []);
      await refuses("initial_state_malformed", "too many hot cells", deployer, [0n, 0n]);
      await refuses("initial_state_malformed", "a hot cell above its range", deployer, [2n ** 47n]);
      await refuses("initial_state_malformed", "a hot cell below its range", deployer, [-(2n ** 47n) - 1n]);
      await refuses("initial_state_malformed", "the smallest i64", deployer, [-(2n ** 63n)]);
      const hot = [2n ** 47n - 1n];
      const result = await stage.sent(() => stage.trainer.rawSeal({ from: deployer, hot }));
      const seal = result.entries.find((entry) => entry.kind === "sealed");
      assertEqual(seal?.stateHash, toHex(stateHash([7n, 8n], hot)), "hash of a state in two chunks");
      const { sealed, nextId, hot: stored } = await stage.snapshot();
      assertEqual({ sealed, nextId, stored }, { sealed: true, nextId: 0, stored: hot }, "sealed state");
    },
  },
  {
    id: "sealed-is-final",
    title: "takes neither words nor a seal after sealing",
    async run(context) {
      const stage = await Stage.open(context);
      const { deployer, stranger } = stage.people;
      const words = [1n, 1n];
      await stage.refuses("already_sealed", "words after sealing", () =>
        stage.trainer.rawInitialize({ from: deployer, firstWord: 0, words }),
      );
      await stage.refuses("already_sealed", "a second seal", () =>
        stage.trainer.rawSeal({ from: deployer, hot: [0n] }),
      );
      await stage.refuses("not_deployer", "a stranger's words after sealing", () =>
        stage.trainer.rawInitialize({ from: stranger, firstWord: 0, words }),
      );
      await stage.refuses("not_deployer", "a stranger's seal after sealing", () =>
        stage.trainer.rawSeal({ from: stranger, hot: [0n] }),
      );
    },
  },
];
