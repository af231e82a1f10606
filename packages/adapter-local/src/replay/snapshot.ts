import type { Snapshot, SnapshotRequest } from "@chainlearn/core";
import type { Shell } from "../shell/shell.ts";

/** What a shell holds, in the form that every chain reports it. */
export function snapshotOf(shell: Shell, request: SnapshotRequest, block: number, balance: bigint): Snapshot {
  const { contributions = [], accounts = [], marks = [], series = [] } = request;
  const peaks = shell.peaks();
  return {
    block,
    sealed: shell.sealed,
    nextId: shell.nextId,
    labels: shell.labels,
    words: shell.words(),
    hot: shell.hot(),
    pool: shell.pool(),
    ...(peaks && { peaks }),
    records: new Map(contributions.map((one) => [one.id, shell.record(one)])),
    accounts: new Map(accounts.map((address) => [address, shell.account(address)])),
    marks: new Map(
      marks.map(({ account, bucket }) => [`${account}/${bucket}`, shell.marks(account, bucket)]),
    ),
    registers: shell.registers(),
    series: new Map(series.map((place) => [`${place.series}/${place.number}`, shell.seriesValue(place)])),
    balance,
  };
}
