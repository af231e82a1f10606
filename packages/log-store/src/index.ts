export { entryFromText, entryToText } from "./entry-text.ts";
export type { FollowOptions, FollowReport, LogSource } from "./follow.ts";
export { LogStore, type ReadOptions, type StoredDeployment, type StoredHistory } from "./log-store.ts";
