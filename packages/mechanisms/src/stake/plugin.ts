import type { MechanismPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Deposit, refund and take: right data gets its deposit back, wrong data loses it to those who were right. */
export const stake = { manifest, kernel } satisfies MechanismPlugin;
