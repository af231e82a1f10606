import type { ChainAdapter, Trainer } from "@chainlearn/core";
import type { Gate } from "./gate.ts";

/**
 * An adapter of a chain that charges nothing for gas and has its keys to itself: calls that send pass a gate, with what
 * they pay.
 */
export function gatedAdapter(adapter: ChainAdapter, gate: Gate, baseUnitsPerUnit: bigint): ChainAdapter {
  let calls = 0;
  const approve = (units: bigint): void => {
    gate.approve({ slot: `call ${calls}`, payment: units * baseUnitsPerUnit, fee: 0n, gas: 0n });
    calls += 1;
  };
  return {
    chainId: adapter.chainId,
    dataHandlers: adapter.dataHandlers,
    deploy: async (composition, options) => {
      approve(0n);
      const { trainer, receipt } = await adapter.deploy(composition, options);
      return { trainer: gatedTrainer(trainer, approve), receipt };
    },
    attach: async (composition, receipt) => gatedTrainer(await adapter.attach(composition, receipt), approve),
    find: (address, options) => adapter.find(address, options),
    source: (composition, receipt) => adapter.source(composition, receipt),
  };
}

function gatedTrainer(trainer: Trainer, approve: (units: bigint) => void): Trainer {
  return {
    composition: trainer.composition,
    chainId: trainer.chainId,
    accountId: trainer.accountId,
    deployer: trainer.deployer,
    roles: trainer.roles,
    quote: (options) => trainer.quote(options),
    predict: (sample, options) => trainer.predict(sample, options),
    quoteBatch: (input) => trainer.quoteBatch(input),
    addData: async (input) => {
      const pay = input.pay ?? (await trainer.quoteBatch({ ...input, items: [input] }));
      approve(pay);
      return trainer.addData({ ...input, pay });
    },
    addDataBatch: async (input) => {
      const pay = input.pay ?? (await trainer.quoteBatch(input));
      approve(pay);
      return trainer.addDataBatch({ ...input, pay });
    },
    act: async (action, input) => {
      approve(input.pay ?? 0n);
      return trainer.act(action, input);
    },
    actBatch: async (input) => {
      approve(0n);
      return trainer.actBatch(input);
    },
    addClass: async (input) => {
      approve(0n);
      return trainer.addClass(input);
    },
    withdraw: async (input) => {
      approve(0n);
      return trainer.withdraw(input);
    },
    resume: (signed, options) => trainer.resume(signed, options),
    account: (address, options) => trainer.account(address, options),
    log: (range) => trainer.log(range),
    block: (options) => trainer.block(options),
    blockHash: (block, options) => trainer.blockHash(block, options),
    snapshot: (request, block, options) => trainer.snapshot(request, block, options),
    verifyCode: (options) => trainer.verifyCode(options),
  };
}
