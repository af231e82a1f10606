// #region errors
import { type ErrorCode, errorCode, REMEDIES } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";

/** What to tell a contributor. */
export function advice(error: unknown): string {
  const code: ErrorCode | "plugin_error" | undefined = errorCode(error, stake.manifest);
  switch (code) {
    case undefined:
      throw error; // none of ours
    case "model_disagrees":
      return "The model sees it otherwise now. Your deposit waits: try again later.";
    case "already_claimed":
      return "You have it back already.";
    case "plugin_error":
      return String(error);
    default:
      return REMEDIES[code];
  }
}
// #endregion
