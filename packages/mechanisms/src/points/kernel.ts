// No money: whoever added what the model has come to agree with counts a validated sample; the rules are in README.md.
// account 0 = validated samples.
import { account, call, CALLER, code, model, record } from "@chainlearn/kernel/assembly";

@external("config", "claimWaitSeconds") declare function claimWaitSeconds(): i64;

const VALIDATED = 0;

// @ts-ignore: decorator
@inline function require(ok: bool, rejection: i32): void {
  if (!ok) call.reject(rejection);
}

export function quote(): i64 {
  return 0;
}

export function add(): i64 {
  model.update(record.label());
  return 0;
}

export function claim(): i32 {
  require(record.isSubmitter() != 0, code.NOT_SUBMITTER);
  require(record.claim() == 0, code.ALREADY_CLAIMED);
  require(call.time() - record.time() >= claimWaitSeconds(), code.TOO_EARLY);
  require(model.predict() == record.label(), code.MODEL_DISAGREES);
  account.set(CALLER, VALIDATED, account.get(CALLER, VALIDATED) + 1);
  return 0;
}
