import { env } from "node:process";
import { wasmdAvailability, wasmdMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { verify } from "@chainlearn/adapter-local";
import type { Trainer } from "@chainlearn/core";
import { expect, it } from "vitest";
import { testMechanisms } from "./test-mechanisms.ts";

/** Random operations per mechanism; the environment can ask for more, as for the 3,000 of the other chains. */
const OPERATIONS = Number(env.CHAINLEARN_WASMD_OPERATIONS ?? 1_000);

const { available, reason } = wasmdAvailability();

const afterRun = async (trainer: Trainer): Promise<void> => {
  const { ok, firstDifference } = await verify(trainer);
  expect([ok, firstDifference]).toEqual([true, undefined]);
};

if (available) testMechanisms(wasmdMechanismHost, { most: OPERATIONS, afterRun });
else it.skip(`every mechanism on wasmd (skipped: ${reason})`);
