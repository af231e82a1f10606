/** Ids of the data handlers that a contract can have. */
export const DATA_HANDLERS: readonly string[] = ["stored", "unique"];
