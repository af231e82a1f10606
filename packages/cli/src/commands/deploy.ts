import {
  ChainlearnError,
  type DeploymentReceipt,
  type DeployOptions,
  isChainlearnError,
  requireNoContradiction,
} from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import type { DeploymentPlan } from "../chains/chain.ts";
import { cautionsOf } from "../data/cautions.ts";
import { readInitialModel } from "../files/initial-model.ts";
import { withLock } from "../files/lock.ts";
import { pairs } from "../output/table.ts";
import { addressAt, type Session, type Site } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import { slotOf } from "../spending/gate.ts";
import { planned, send } from "../spending/send.ts";
import type { Outcome, Run } from "./command.ts";
import { examples, type SendOptions, sendOptions } from "./options.ts";

/** Addresses of the roles: the configuration may name accounts. */
async function rolesOf(site: Site): Promise<Record<string, string>> {
  const { entry, composition } = site;
  const roles: Record<string, string> = {};
  for (const [role, who] of Object.entries(entry.roles ?? {})) {
    if (!composition.roles.includes(role))
      throw new ChainlearnError(
        "invalid_config",
        `the composition has no role "${role}"; it has ${composition.roles.join(", ") || "none"}.`,
      );
    roles[role] = await addressAt(site, who);
  }
  return roles;
}

const finished = ({ chainName, compositionName, receipts }: Site, receipt: DeploymentReceipt): Outcome => ({
  json: { deployed: true, already: true, receipt, file: receipts.path(chainName, compositionName) },
  text: `${compositionName} is deployed to ${chainName} already: ${receipt.address}`,
});

/** A receipt with nothing done and nothing that can happen is of no deployment: its first transaction was refused. */
const begun = (receipt: DeploymentReceipt | undefined): DeploymentReceipt | undefined =>
  receipt && (receipt.sealed || receipt.steps.length > 0 || receipt.pending) ? receipt : undefined;

/** @throws ChainlearnError unknown_contract when the chain has no contract there, as one that was begun anew */
async function requireContract(
  { chain, composition, receipts, chainName, compositionName }: Site,
  receipt: DeploymentReceipt,
): Promise<void> {
  const trainer = await chain.adapter.attach(composition, receipt);
  try {
    await trainer.account(receipt.deployer);
  } catch (error) {
    if (!isChainlearnError(error) || error.code !== "unknown_contract") throw error;
    throw new ChainlearnError(
      "unknown_contract",
      `there is no contract at ${receipt.address} on ${chainName}, though ${receipts.path(chainName, compositionName)} says so: that is of a fork, or of a chain that was begun anew since. Remove it to deploy again.`,
      { cause: error },
    );
  }
}

function goingOn(file: string, { steps, pending }: DeploymentReceipt): string {
  const done = `Going on from ${file}: ${steps.length} transactions are done`;
  return pending ? `${done}, "${pending.step}" is signed and sent again unless a block has it.` : `${done}.`;
}

const howToGoOn = (file: string): string =>
  `What has been signed and done is in ${file}. Run the same command again to go on; nothing is paid twice.`;

/**
 * Deploys the composition of a site, or goes on where an earlier run stopped. No other process deploys it meanwhile.
 * @throws ChainlearnError in_use
 */
export function deployTo(site: Site, session: Session, options: SendOptions): Promise<Outcome> {
  const { chainName, compositionName, receipts } = site;
  const run = (): Promise<Outcome> => deployOrGoOn(site, session, options);
  return options.simulate ? run() : withLock(receipts.path(chainName, compositionName), run);
}

async function deployOrGoOn(site: Site, session: Session, options: SendOptions): Promise<Outcome> {
  const { chain, chainName, compositionName, composition, entry, receipts, folder } = site;
  const before = begun(await receipts.find(chainName, compositionName));
  if (before?.sealed) {
    await requireContract(site, before);
    return finished(site, before);
  }
  const file = receipts.path(chainName, compositionName);
  if (!before) requireNoContradiction(composition);
  const { weights, upload } = entry;
  const plan: DeploymentPlan = {
    from: chain.sender!,
    roles: await rolesOf(site),
    ...(entry.initialModel && {
      initialState: await readInitialModel(composition, folder, entry.initialModel),
    }),
    ...(weights && { weights }),
    ...(upload && { upload }),
  };
  // A simulation has no lock, and finds codes that are there already as well.
  const keep = async (receipt: DeploymentReceipt): Promise<void> => {
    if (!options.simulate) await receipts.write(chainName, compositionName, receipt);
  };
  const deployment: DeployOptions = {
    ...plan,
    // A composition has one deployment on a chain: its address need not depend on what else the account has done.
    salt: compositionName,
    ...(before && { resume: before }),
    signal: session.signal,
    onPending: keep,
    onVoid: ({ from, number }) => site.gate.release(slotOf(from, number)),
    onReceipt: keep,
    onProgress: session.progress("transactions"),
  };
  if (before) session.note(goingOn(file, before));
  const cautions = cautionsOf(site);
  for (const { what, todo } of cautions) session.note(`Beware: ${what} ${todo}`);
  const cost = await chain.deploymentCost(composition, plan, before);
  const sent = await send(session, site, options, {
    action: `deploy ${compositionName}`,
    ...(cost.steps.length > 0 && { cost, transactions: cost.steps.length }),
    ...(before?.pending && { signed: before.pending.transactions }),
    run: async () => (await chain.adapter.deploy(composition, deployment)).receipt,
  }).catch(async (error: unknown) => {
    if (begun(await receipts.find(chainName, compositionName))) session.note(howToGoOn(file));
    throw error;
  });
  if (!sent.result)
    return { ...planned(sent), json: { simulated: true, plan: sent.plan, steps: cost.steps, cautions } };
  const receipt = sent.result;
  await receipts.write(chainName, compositionName, receipt);
  return {
    json: { deployed: true, already: false, receipt, file, spent: sent.spent },
    text: pairs([
      ["contract", `${receipt.address} on ${chainName} (${receipt.chain})`],
      ["transactions", `${receipt.steps.length}`],
      ["cost", `at most ${formatAmount(sent.spent, chain.coin)}`],
      ["receipt", file],
    ]),
  };
}

/** `chainlearn deploy`: puts a composition on a chain, or goes on where an earlier run stopped. */
export function deploy(command: Command, run: Run): void {
  sendOptions(command)
    .description(
      "Deploy a composition. A receipt is written after every transaction: run the same command again to go on after a failure.",
    )
    .addHelpText(
      "after",
      examples(
        "chainlearn deploy --chain sepolia --simulate",
        "chainlearn deploy --chain sepolia --max-spend 0.05eth --yes",
      ),
    )
    .action((options) =>
      run(options, (session) =>
        session.at(options, options.from ?? "first", (site) => deployTo(site, session, options)),
      ),
    );
}
