import { randomBytes } from "node:crypto";
import {
  bytesToBigint,
  ChainlearnError,
  commitItems,
  DIGEST_BYTES,
  type ItemChain,
  toHex,
} from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { lookAtChampion } from "../../curator/champion.ts";
import { CuratorSecrets } from "../../curator/secrets-file.ts";
import type { MechanismState } from "../../data/mechanism-state.ts";
import { readLog } from "../../data/read-log.ts";
import { runAction } from "../../data/run-action.ts";
import { readItems } from "../../data/samples.ts";
import type { Deployed, Session } from "../../session.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions } from "../options.ts";

/** The first chain sets the threshold, and has the items of the first test: those of later chains are for later cycles. */
const isFirstChain = ({ pool }: MechanismState): boolean =>
  pool("setupLeft") > 0n && pool("itemsLeft") === 0n;

/** A new chain with a fresh secret of the items in a file. */
async function chainOf(
  file: string,
  state: MechanismState,
  { composition }: Deployed,
  session: Session,
): Promise<ItemChain> {
  const items = await readItems(file, composition, session.environment);
  const openItems = Number(state.param("openItems"));
  const itemsPerCycle = Number(state.param("itemsPerCycle"));
  const isFirst = isFirstChain(state);
  const least = isFirst ? openItems : 1;
  if (items.length < least)
    throw new ChainlearnError(
      "invalid_file",
      `${file} has ${items.length} items; ${least} are needed${isFirst ? ` for the setup, and ${itemsPerCycle} more for the first test` : ""}.`,
    );
  if (isFirst && items.length < openItems + itemsPerCycle)
    session.note(
      `${file} has ${items.length} items. The setup takes ${openItems}, the first test ${itemsPerCycle} more, which cannot be committed to later: with fewer it is skipped.`,
    );
  return commitItems(items, Uint8Array.from(randomBytes(DIGEST_BYTES)), composition.shape);
}

const isEqual = (chain: ItemChain, other: ItemChain): boolean =>
  chain.items.length === other.items.length &&
  chain.items.every(({ label, sample }, k) => {
    const { label: otherLabel, sample: otherSample } = other.items[k]!;
    return label === otherLabel && toHex(sample) === toHex(otherSample);
  });

/** How a chain that is kept stands on chain. */
async function fateOf(
  { head }: ItemChain,
  { register }: MechanismState,
  deployed: Deployed,
  session: Session,
): Promise<"hidden" | "used" | "unknown"> {
  const commitment = bytesToBigint(head);
  if (register("head") === commitment || register("next") === commitment) return "hidden";
  for await (const entry of readLog(session, deployed))
    if (entry.kind === "acted" && entry.digest !== undefined && toHex(entry.digest) === toHex(head))
      return "used";
  return "unknown";
}

/** `chainlearn curator commit`: a chain of hidden test items, and the bond. */
export function commitTests(command: Command, run: Run): void {
  sendOptions(command)
    .requiredOption(
      "--tests <file>",
      'the items, one JSON object a line: {"sample": …, "label": 1} or {"input": …, "label": 1}; they are revealed in this order, so shuffle them first',
    )
    .description(
      "Commit to hidden test items, which are kept in a file that only you can read, and fill up the bond. For the account that is the curator. The first items are for the setup and the first test, later ones for cycles after the one in which they are committed to.",
    )
    .addHelpText(
      "after",
      examples("chainlearn curator commit --chain sepolia --tests tests.jsonl --max-spend 0.5eth"),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { trainer, chain, gate } = deployed;
          const state = await lookAtChampion(deployed);
          if (trainer.roles.curator !== chain.sender)
            throw new ChainlearnError(
              "not_permitted",
              `the curator is ${trainer.roles.curator ?? "nobody"}, and not ${chain.sender}.`,
            );
          const secrets = new CuratorSecrets(deployed);
          const made = await chainOf(options.tests, state, deployed, session);
          const kept = (await secrets.chains()).find((other) => isEqual(other, made));
          const items = made.items.length;
          if (kept) {
            const fate = await fateOf(kept, state, deployed, session);
            if (fate === "used")
              throw new ChainlearnError(
                "invalid_file",
                `the items of ${options.tests} were committed to before, and some are revealed: everybody knows them. Take others.`,
              );
            if (fate === "hidden")
              return {
                json: { already: true, items, secrets: secrets.file, spent: 0n },
                text: "These items are committed to already.",
              };
          }
          const list = kept ?? made;
          // Before anything is committed to, what it takes to reveal it is safe.
          const keeps = !kept && !options.simulate;
          if (keeps) await secrets.keep(list);
          try {
            const outcome = await runAction(session, deployed, options, {
              ...{ action: "commit", ids: [], args: [BigInt(items)], digest: list.head },
              pay: (state.param("bondUnits") - state.pool("bondUnits")) * chain.coin.baseUnitsPerUnit,
            });
            if (options.simulate) return outcome;
            session.note(`Keep ${secrets.file}: without it nothing can be revealed, and the bond is lost.`);
            return { ...outcome, json: { ...outcome.json, items, secrets: secrets.file } };
          } catch (error) {
            if (keeps && !gate.hasSigned) await secrets.forget(list);
            throw error;
          }
        }),
      ),
    );
}
