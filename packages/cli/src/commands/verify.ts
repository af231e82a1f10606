import {
  type Check,
  type Verdict,
  type VerificationReport,
  type VerifyOptions,
  verify as verifyDeployment,
} from "@chainlearn/adapter-local";
import { replayIsolated } from "@chainlearn/adapter-local/isolated";
import type { Command } from "@commander-js/extra-typings";
import { pairs, table } from "../output/table.ts";
import { type Contract, checkBlock, type Session } from "../session.ts";
import { withStore } from "../store/follow-store.ts";
import type { Outcome, Run } from "./command.ts";
import { examples, placeOptions, strangerOptions, wholeNumber } from "./options.ts";

const VERDICTS: Readonly<Record<Verdict, string>> = {
  verified: "yes",
  unsealed: "NOT YET: it takes no data, and its deployer can still change the model's numbers",
  different: "NO",
};

/**
 * Compares a contract with its log: the chain's, or where a store is named, the store's.
 * @param store file of `--store`; true: the option without a file
 */
function compare(
  session: Session,
  contract: Contract,
  store: string | true | undefined,
  options: VerifyOptions,
): Promise<VerificationReport> {
  const { trainer } = contract;
  if (store === undefined) return verifyDeployment(trainer, options);
  return withStore(session, contract, store === true ? {} : { store }, (open, stored) =>
    verifyDeployment(trainer, {
      ...options,
      // Behind it the store has nothing.
      block: Math.min(options.block ?? stored.block, stored.block),
      log: { name: "the log store", entries: open.entries(trainer.accountId), total: stored.entries },
    }),
  );
}

/** One line for each entry; the first one has the title. */
function listed(
  title: string,
  entries: Readonly<Record<string, string>>,
  none: string,
): (readonly [string, string])[] {
  const lines = Object.entries(entries).map((pair) => pair.join(" "));
  return (lines.length > 0 ? lines : [none]).map((line, k) => [k === 0 ? title : "", line]);
}

function textOf({ receipt, composition, chainName }: Contract, report: VerificationReport): string {
  const { verdict, block, entries, logSource, contributions, code, ledger, checks } = report;
  const { encoding, features, classes, lane, valueBits, maxEntries } = composition.shape;
  const versions = [composition.model, composition.mechanism, composition.dataHandler];
  return [
    pairs([
      ["verified", VERDICTS[verdict]],
      ["contract", `${receipt.address} on ${chainName} (${receipt.chain})`],
      ["made of", versions.map(({ manifest: { id, version } }) => `${id} ${version}`).join(", ")],
      ["shape", `${encoding}, ${features} features, ${classes} classes, lanes of ${lane} bits`],
      ["", `${valueBits} fraction bits, at most ${maxEntries} entries a sample`],
      ...listed("parameters", receipt.params, "none"),
      ["deployer", receipt.deployer],
      ...listed("roles", receipt.roles, "nobody"),
      ["block", `${block}`],
      ["log", `${entries} entries of ${logSource}, ${contributions} contributions`],
      ["code", code.onChain],
      [
        "money",
        `${ledger.paidIn} units in, ${ledger.paidOut} out, ${ledger.owed} owed, ${ledger.balance} there`,
      ],
    ]),
    table(
      ["check", "outcome", "details"],
      checks.map(({ what, outcome, details }: Check) => [what, outcome, details]),
    ),
  ].join("\n\n");
}

/** `chainlearn verify`: compares log, state, books and code of a deployment, one's own or a stranger's. */
export function verify(command: Command, run: Run): void {
  strangerOptions(placeOptions(command))
    .description(
      "Replay the log, compare every number that the chain holds with it, and rebuild the code. With --address nothing else has to be known about the contract.",
    )
    .option("--block <number>", "compare at this block (default: the newest)", wholeNumber)
    .option(
      "--fuel <turns>",
      "loop turns of a kernel that one log entry may take (default: 2^28)",
      wholeNumber,
    )
    .option(
      "--store [file]",
      "take the log from a log store, brought up to date, and not from the chain alone (default: what CHAINLEARN_STORE names, or the configuration's)",
    )
    .option("--memory <megabytes>", "memory that the replay may take (default: 1024)", wholeNumber)
    .addHelpText(
      "after",
      examples(
        "chainlearn verify --chain sepolia --json",
        "chainlearn verify --chain sepolia --address 0x5FbDB2315678afecb367f032d93F642f64180aa3",
      ),
    )
    .action((options) =>
      run(options, (session) =>
        session.atContract(options, async (contract): Promise<Outcome> => {
          const { signal } = session;
          await checkBlock(options.block, contract);
          const report = await compare(session, contract, options.store, {
            signal,
            replay: replayIsolated({
              signal,
              ...(options.fuel !== undefined && { fuel: options.fuel }),
              ...(options.memory !== undefined && { memoryMegabytes: options.memory }),
            }),
            onProgress: session.progress("verified"),
            ...(options.block !== undefined && { block: options.block }),
          });
          const { chain, address, deployer, roles, plugins, shape, growth, params } = contract.receipt;
          const about = { chain: contract.chainName, chainId: chain, address, deployer, roles };
          return {
            json: { ...report, contract: { ...about, plugins, shape, growth, params } },
            text: textOf(contract, report),
            kind: report.ok ? "done" : "mismatch",
          };
        }),
      ),
    );
}
