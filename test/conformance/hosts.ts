import { embeddedHost, wasmdHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilHost } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import type { ModelHost } from "@chainlearn/core/testing";

export const localHost: ModelHost = { name: "local", start: () => createLocalChain() };

export const hosts: readonly ModelHost[] = [localHost, anvilHost, embeddedHost, wasmdHost];
