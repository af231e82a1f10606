// #region config
import { defineConfig, fromEnvironment, localChains, testnets } from "@chainlearn/cli";
import { encoders } from "@chainlearn/encoders";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

const accounts = { deployer: fromEnvironment("EVM_KEY") };

export default defineConfig({
  plugins: [models, mechanisms, encoders],
  chains: {
    anvil: localChains.anvil(),
    sepolia: testnets.sepolia({ accounts }),
    "base-sepolia": testnets.baseSepolia({ accounts }),
    "arbitrum-sepolia": testnets.arbitrumSepolia({ accounts }),
    "optimism-sepolia": testnets.optimismSepolia({ accounts }),
    hoodi: testnets.hoodi({ accounts }),
  },
  compositions: {
    spam: {
      model: "sparse-perceptron",
      mechanism: "stake",
      encoder: "murmur3-words",
      shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
      // Small deposits: coins of test networks are given out in drops.
      mechanismParams: { costWeightUnits: 1_000n },
    },
  },
});
// #endregion
