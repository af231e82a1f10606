import { toBase64, toUtf8 } from "@cosmjs/encoding";

/** Where a node is asked, and with what. */
export interface NodeAddress {
  /** Without a name and a password: `fetch` refuses those, and repeats them. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a part of an address stands for; one that is encoded wrongly stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** An address with its name and password, if it has them, in a header (RFC 7617). */
export function nodeAddress(address: string): NodeAddress {
  const url = new URL(address);
  const { username, password } = url;
  if (username === "" && password === "") return { url: address, headers: {} };
  url.username = "";
  url.password = "";
  const pair = toBase64(toUtf8(`${decoded(username)}:${decoded(password)}`));
  return { url: url.href, headers: { Authorization: `Basic ${pair}` } };
}
