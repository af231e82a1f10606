import { cautionsOf } from "../data/cautions.ts";
import { readInitialModel } from "../files/initial-model.ts";
import type { Site } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import { attempt, type Check, fail, ok, warn } from "./check.ts";

/**
 * Whether a composition could be deployed by an account, which may be without its key here.
 * @param transactionGas the most that a transaction can have
 */
export async function deploymentChecks(
  site: Site,
  deployer: string,
  transactionGas: bigint | undefined,
): Promise<Check[]> {
  const { chain, chainName, compositionName, composition, receipts, entry, folder } = site;
  const name = `deployment of ${compositionName}`;
  const before = await receipts.find(chainName, compositionName);
  if (before?.sealed) return [ok(name, `done: ${before.address}`)];
  const cautions = cautionsOf(site).map(({ what, todo }) =>
    warn(`composition ${compositionName}`, what, todo),
  );
  let gas = 0n;
  let steps: readonly { readonly gas: bigint }[] = [];
  const cost = await attempt(name, "Correct the composition: no chain would take it.", async () => {
    const initialState =
      entry.initialModel && (await readInitialModel(composition, folder, entry.initialModel));
    const { weights, upload } = entry;
    const quote = await chain.deploymentCost(
      composition,
      {
        from: deployer,
        // Addresses change no price.
        roles: Object.fromEntries(composition.roles.map((role) => [role, deployer])),
        ...(initialState && { initialState }),
        ...(weights && { weights }),
        ...(upload && { upload }),
      },
      before,
    );
    ({ steps } = quote);
    gas = quote.gas;
    const balance = await chain.balance(deployer);
    const price = `at most ${formatAmount(quote.fee, chain.coin)}`;
    const has = `${deployer} has ${formatAmount(balance, chain.coin)}`;
    if (balance >= quote.fee && (balance > 0n || quote.fee === 0n))
      return ok(name, `${price}${gas > 0n ? ` (gas ${gas})` : ""}; ${has}`);
    return fail(
      name,
      `${price}; ${has}`,
      `Send ${formatAmount(quote.fee - balance, chain.coin)} or more to ${deployer}; test networks have faucets.`,
      "money",
    );
  });
  let largest = 0n;
  for (const step of steps) if (step.gas > largest) largest = step.gas;
  if (transactionGas === undefined || largest === 0n) return [...cautions, cost];
  const limit = `largest transaction of ${compositionName}`;
  return [
    ...cautions,
    cost,
    largest <= transactionGas
      ? ok(limit, `gas ${largest} of ${transactionGas}`)
      : fail(
          limit,
          `gas ${largest} of ${transactionGas}`,
          "Take a smaller model, or a chain with larger blocks.",
        ),
  ];
}
