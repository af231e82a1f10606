import { identify } from "../../identify.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import { assertEqual } from "../assert.ts";
import type { Stage } from "./stage.ts";

const partsOf = ({
  address,
  deployer,
  roles,
  kernelIds,
  plugins,
  shape,
  growth,
  params,
}: DeploymentReceipt) => ({
  ...{ address, deployer, roles, kernelIds, plugins, shape, growth, params },
});

/** Finds a deployment by its address alone, and compares it with its receipt and its code with the chain's. */
export async function assertFound({ chain, receipt, composition }: Stage): Promise<void> {
  const { adapter } = chain;
  const { model, mechanism, dataHandler } = composition;
  const found = identify(adapter.chainId, await adapter.find(receipt.address), {
    models: [model],
    mechanisms: [mechanism],
    dataHandlers: [dataHandler],
  });
  assertEqual(partsOf(found.receipt), partsOf(receipt), "what is found at the address");
  const trainer = await adapter.attach(found.composition, found.receipt);
  const { matches, difference } = await trainer.verifyCode();
  assertEqual([matches, difference], [true, undefined], "the code of what is found");
}
