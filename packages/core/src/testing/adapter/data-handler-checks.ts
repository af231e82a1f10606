import { dataHandlers, stored } from "../../data-handler.ts";
import { assertRejects } from "../assert.ts";
import type { Check } from "./check.ts";
import { composition } from "./compositions.ts";
import { deployOptions } from "./stage.ts";

export const dataHandlerChecks: readonly Check[] = [
  {
    id: "data-handler-unsupported",
    title: "refuses to deploy with a data handler that it does not have",
    async run({ chain, plugins }) {
      const made = { manifest: { ...stored.manifest, id: "made-up" } };
      const missing = dataHandlers.filter(
        ({ manifest }) => !chain.adapter.dataHandlers.includes(manifest.id),
      );
      for (const dataHandler of [made, ...missing])
        await assertRejects("unsupported", `a deployment with ${dataHandler.manifest.id}`, () =>
          chain.adapter.deploy(composition(plugins, { dataHandler }), deployOptions(chain)),
        );
    },
  },
];
