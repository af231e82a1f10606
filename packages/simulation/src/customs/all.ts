import type { Params } from "@chainlearn/core";
import type { Group } from "../people.ts";
import { champion } from "./champion.ts";
import type { Customs } from "./customs.ts";
import { points } from "./points.ts";
import { stake } from "./stake.ts";

/** @param changed parameters of the mechanism that are given another value */
export type CreateCustoms = (changed: Params, honest: Group) => Customs;

/** Customs by mechanism; each simulation has its own. */
export const CUSTOMS = { champion, stake, points } as const satisfies Record<string, CreateCustoms>;

export type MechanismName = keyof typeof CUSTOMS;
