import { ChainlearnError } from "@chainlearn/core";
import type { Deployed } from "../session.ts";

/** What a mechanism of a known kind holds now, by the names of its manifest. Amounts are units, times are seconds. */
export interface MechanismState {
  /** Cell of the mechanism's pool. */
  pool(name: string): bigint;
  /** Its 32 bytes as a number. */
  register(name: string): bigint;
  /** Parameter of the composition. */
  param(name: string): bigint;
}

/**
 * @param mechanism id that the deployment's mechanism has to have
 * @throws ChainlearnError unsupported when it has another
 */
export async function stateOfMechanism(
  { trainer, composition }: Deployed,
  mechanism: string,
): Promise<MechanismState> {
  const { manifest } = composition.mechanism;
  if (manifest.id !== mechanism)
    throw new ChainlearnError(
      "unsupported",
      `the mechanism is ${manifest.id}; this command is for ${mechanism}.`,
    );
  const { pool, registers } = await trainer.snapshot({});
  return {
    pool: (name) => pool[manifest.pool.findIndex((cell) => cell.name === name)]!,
    register: (name) => registers[manifest.registers!.indexOf(name)]!,
    param: (name) => composition.params.find(({ spec }) => spec.name === name)!.value,
  };
}
