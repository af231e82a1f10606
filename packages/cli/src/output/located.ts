import { ChainlearnError, ERROR_CODES, type ErrorCode, isChainlearnError } from "@chainlearn/core";

const isCatalogued = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

/** The same error, saying where; what is none of Chainlearn's errors stays as it is. */
export function located(error: unknown, where: string): unknown {
  if (!isChainlearnError(error)) return error;
  const { code: name, number, message, remedy = "", details } = error;
  const start = message.startsWith(`${name}: `) ? name.length + 2 : 0;
  const end = message.endsWith(remedy) ? message.length - remedy.length : message.length;
  return new ChainlearnError(
    isCatalogued(name) ? name : { name, number },
    `${where}: ${message.slice(start, end).trimEnd()}`,
    { details, cause: error },
  );
}
