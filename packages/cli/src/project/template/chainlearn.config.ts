import { defineConfig, localChains } from "@chainlearn/cli";
import { encoders } from "@chainlearn/encoders";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

export default defineConfig({
  // Plugins of your own come here too: "chainlearn new model my-model" makes one.
  plugins: [models, mechanisms, encoders],
  chains: {
    // Both are on this machine, while "chainlearn dev" runs. testnets.sepolia({ … }) and others take their place later.
    anvil: localChains.anvil(),
    wasm: localChains.cosmwasm(),
  },
  compositions: {
    spam: {
      model: "sparse-perceptron",
      mechanism: "stake",
      encoder: "murmur3-words",
      shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 64 },
      mechanismParams: { costWeightUnits: 1_000_000n, refundWaitSeconds: 60n },
    },
  },
});
