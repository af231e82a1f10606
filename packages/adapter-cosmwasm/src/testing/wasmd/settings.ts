/** Replaces the value of a key of one TOML section; a key that is not there is an error, not a silent default. */
function set(toml: string, section: string, key: string, value: string): string {
  const lines = toml.split("\n");
  let current = "";
  for (let i = 0; i < lines.length; i++) {
    const header = /^\[([^\]]+)\]/.exec(lines[i]!);
    if (header) current = header[1]!;
    else if (current === section && lines[i]!.startsWith(`${key} =`)) {
      lines[i] = `${key} = ${value}`;
      return lines.join("\n");
    }
  }
  throw new Error(`the settings have no ${section}.${key}`);
}

export interface NodePorts {
  readonly rpc: number;
  readonly p2p: number;
  readonly grpc: number;
}

/**
 * config.toml: everything on loopback, no peers, fast blocks.
 * @param validator where the node waits for a validator that is not its own
 */
export function nodeSettings(
  toml: string,
  ports: NodePorts,
  blockMilliseconds: number,
  validator?: string,
): string {
  const changes: (readonly [section: string, key: string, value: string])[] = [
    ...(validator ? [["", "priv_validator_laddr", `"unix://${validator}"`] as const] : []),
    ["rpc", "laddr", `"tcp://127.0.0.1:${ports.rpc}"`],
    ["rpc", "pprof_laddr", '""'],
    ["p2p", "laddr", `"tcp://127.0.0.1:${ports.p2p}"`],
    ["p2p", "pex", "false"],
    ["consensus", "timeout_commit", `"${blockMilliseconds}ms"`],
  ];
  return changes.reduce((text, change) => set(text, ...change), toml);
}

/**
 * app.toml: states of all heights are kept for verification. gRPC has to listen, though nobody calls it: without it
 * the node does not answer simulations.
 */
export function applicationSettings(toml: string, ports: NodePorts, minimumGasPrice: string): string {
  const changes: [section: string, key: string, value: string][] = [
    ["", "minimum-gas-prices", `"${minimumGasPrice}"`],
    ["", "pruning", '"nothing"'],
    ["api", "enable", "false"],
    ["grpc", "address", `"127.0.0.1:${ports.grpc}"`],
    ["grpc-web", "enable", "false"],
  ];
  return changes.reduce((text, change) => set(text, ...change), toml);
}
