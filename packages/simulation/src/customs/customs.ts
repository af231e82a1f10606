import type { Contribution, MechanismPlugin, Params } from "@chainlearn/core";
import type { SimulatedContract } from "../contract.ts";
import type { Agent } from "../people.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";

/** What people do around one mechanism: what they pay, and what they claim afterwards. One a simulation. */
export interface Customs {
  readonly mechanism: MechanismPlugin;
  readonly params: Params;
  /** The curator has this role; it belongs to none of the people. */
  readonly curatorRole?: string;
  /** coins: what people have is money; points: the mechanism has none. */
  readonly counts: "coins" | "points";
  /** Before anybody may add. */
  begin(world: World): void;
  /** Would this agent pay the price for one addition? */
  isWilling(agent: Agent, price: bigint, random: Random): boolean;
  /** Plans what comes of an addition. */
  added(world: World, contribution: Contribution): void;
  /** Units that the mechanism keeps in cells of its own. */
  held(contract: SimulatedContract): bigint;
  /** What the mechanism owes an account that is neither credit nor a deposit: units, or points. */
  due(contract: SimulatedContract, address: string): bigint;
}
