import { champion } from "./champion.ts";
import { stake } from "./stake.ts";
import type { StoryMechanism } from "./story-mechanism.ts";

export type MechanismName = "champion" | "stake";

/** The mechanisms that the story can be told with. */
export const MECHANISMS: Readonly<Record<MechanismName, StoryMechanism>> = { champion, stake };
