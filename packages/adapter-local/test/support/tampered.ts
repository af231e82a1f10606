import type { PlacedLogEntry, Snapshot, Trainer } from "@chainlearn/core";

/** What a dishonest node could change in its answers. */
export interface Tampering {
  log?(entries: PlacedLogEntry[]): PlacedLogEntry[];
  snapshot?(snapshot: Snapshot): Snapshot;
}

/** The trainer, with answers that were changed on the way. */
export function tampered(trainer: Trainer, { log, snapshot }: Tampering): Trainer {
  return {
    composition: trainer.composition,
    chainId: trainer.chainId,
    accountId: trainer.accountId,
    deployer: trainer.deployer,
    roles: trainer.roles,
    quote: () => trainer.quote(),
    predict: (sample) => trainer.predict(sample),
    addData: (input) => trainer.addData(input),
    quoteBatch: (input) => trainer.quoteBatch(input),
    addDataBatch: (input) => trainer.addDataBatch(input),
    act: (action, input) => trainer.act(action, input),
    actBatch: (input) => trainer.actBatch(input),
    addClass: (input) => trainer.addClass(input),
    withdraw: (input) => trainer.withdraw(input),
    resume: (signed, options) => trainer.resume(signed, options),
    account: (address) => trainer.account(address),
    block: () => trainer.block(),
    blockHash: (block) => trainer.blockHash(block),
    verifyCode: () => trainer.verifyCode(),
    log: async (range) => {
      const entries = await trainer.log(range);
      return log ? log(entries) : entries;
    },
    snapshot: async (request, block) => {
      const honest = await trainer.snapshot(request, block);
      return snapshot ? snapshot(honest) : honest;
    },
  };
}
