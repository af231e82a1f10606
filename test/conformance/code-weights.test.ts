import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import type { DevChain } from "@chainlearn/core";
import { type MechanismHost, mechanismChecks, subjectName } from "@chainlearn/core/testing";
import { expect, it } from "vitest";
import { localMechanismHost } from "./mechanism-hosts.ts";
import { mechanismSubjects } from "./mechanism-subjects.ts";

const subject = mechanismSubjects.find((one) => subjectName(one) === "champion")!;

/** anvil, where every contract has its initial weights in code. */
const host: MechanismHost = {
  ...anvilMechanismHost,
  name: "evm with weights as code",
  async start(): Promise<DevChain> {
    const chain = await anvilMechanismHost.start();
    const adapter = new Proxy(chain.adapter, {
      get(target, key) {
        if (key === "deploy")
          return (...[composition, options]: Parameters<typeof target.deploy>) =>
            target.deploy(composition, { ...options, weights: "code" });
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    return { ...chain, adapter };
  },
};

// The first contract of the check is a deployment, all others are its clones.
it("weights as code and clones of them hold both copies of champion's model", async () => {
  const check = mechanismChecks(subject).find(({ id }) => id === "gates")!;
  const [running, reference] = await Promise.all([host.start(), localMechanismHost.start()]);
  try {
    const { accepted } = await check.run({
      host: { host, chain: running },
      reference: { host: localMechanismHost, chain: reference },
    });
    expect(accepted).toMatchObject({
      add: expect.any(Number),
      settle: expect.any(Number),
      decide: expect.any(Number),
    });
  } finally {
    await Promise.all([running.close(), reference.close()]);
  }
});
