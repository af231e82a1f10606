import { ChainlearnError } from "@chainlearn/core";

const isAddress = (text: unknown): boolean =>
  typeof text === "string" && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/**
 * Addresses of nodes as they are configured. They often have a key in them, so a wrong one is named by its place.
 * @param where what names them, for the message
 * @throws ChainlearnError invalid_config
 */
export function nodeAddresses(given: string | readonly string[], where: string): readonly string[] {
  const addresses = [given].flat();
  const wrong = addresses.findIndex((address) => !isAddress(address));
  if (wrong >= 0)
    throw new ChainlearnError(
      "invalid_config",
      `address ${wrong + 1} of ${addresses.length} in ${where} is none of a node, as http://127.0.0.1:8545 or https://… is.`,
    );
  if (addresses.length === 0)
    throw new ChainlearnError("invalid_config", `${where} has no address of a node.`);
  return addresses;
}
