import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ChainlearnError } from "@chainlearn/core";
import { type FollowOptions, type FollowReport, LogStore } from "@chainlearn/log-store";
import type { Contract, Deployed, Session } from "../session.ts";

const DATABASE_URL = /^postgres(ql)?:\/\//;
/** What has one is no file: a folder named "mysql:" would come of it. */
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Where a command's store is; see {@link openStore}. */
export interface StoreChoice {
  /** The file of `--store`. */
  readonly store?: string | undefined;
}

/**
 * The store that a command works with: the file of `--store`, else what CHAINLEARN_STORE names, else the configuration's. A
 * database's URL comes from the environment only, since it may have a password in it.
 * @throws ChainlearnError store_failure
 */
export async function openStore(
  { environment: { env, folder } }: Session,
  { storeFile }: Pick<Deployed, "storeFile">,
  { store }: StoreChoice,
): Promise<LogStore> {
  const { CHAINLEARN_STORE: named } = env;
  if (store === undefined && named !== undefined && DATABASE_URL.test(named)) return LogStore.openUrl(named);
  const scheme = SCHEME.exec(store ?? named ?? "")?.[0];
  if (scheme !== undefined)
    throw new ChainlearnError(
      "store_failure",
      `a store is a file, or in CHAINLEARN_STORE the URL of a PostgreSQL database; not ${scheme}….`,
    );
  const chosen = store ?? (named || undefined);
  const file = chosen === undefined ? storeFile : resolve(folder, chosen);
  await mkdir(dirname(file), { recursive: true });
  return LogStore.openFile(file);
}

/** Stores what a deployment has logged since the last time. */
export const followDeployment = (
  session: Session,
  { trainer, receipt }: Pick<Contract, "trainer" | "receipt">,
  store: LogStore,
  options: Pick<FollowOptions, "confirmations"> = {},
): Promise<FollowReport> =>
  store.follow(trainer, receipt, {
    ...options,
    signal: session.signal,
    onProgress: session.progress("blocks followed"),
  });

/** Runs something with a store that is up to date, and closes it. */
export async function withStore<T>(
  session: Session,
  deployed: Pick<Deployed, "storeFile" | "trainer" | "receipt">,
  choice: StoreChoice,
  run: (store: LogStore, report: FollowReport) => Promise<T>,
): Promise<T> {
  const store = await openStore(session, deployed, choice);
  try {
    return await run(store, await followDeployment(session, deployed, store));
  } finally {
    await store.close();
  }
}
