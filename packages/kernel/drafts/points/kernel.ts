// No money: whoever added what the model has come to agree with counts a point. account 0 and pool 0 = points.
import { account, call, CALLER, code, model, pool, record } from "@chainlearn/kernel/assembly";

@external("config", "waitSeconds") declare function waitSeconds(): i64;

export function quote(): i64 {
  return 0;
}

export function add(): i64 {
  model.update(record.label());
  return 0;
}

export function claim(): i32 {
  if (!record.isSubmitter()) call.reject(code.NOT_SUBMITTER);
  if (record.claim()) call.reject(code.ALREADY_CLAIMED);
  if (call.time() - record.time() < waitSeconds()) call.reject(code.TOO_EARLY);
  if (model.predict() != record.label()) call.reject(code.MODEL_DISAGREES);
  account.set(CALLER, 0, account.get(CALLER, 0) + 1);
  pool.set(0, pool.get(0) + 1);
  return 0;
}
