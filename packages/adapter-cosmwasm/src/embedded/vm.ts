import { fromBech32, toHex } from "@cosmjs/encoding";
import { type GasMeter, REMOVE_GAS, readGas, writeGas } from "./gas.ts";
import type { Layer } from "./store.ts";

/** Limits of cosmwasm-vm for storage. */
const MAX_KEY_BYTES = 64 * 1024;
const MAX_VALUE_BYTES = 128 * 1024;
const REGION_BYTES = 12;
/** The limit of BIP 173; cosmjs has none that its decoder takes. */
const MAX_ADDRESS_CHARACTERS = 90;

/** The entry points of a contract; all pass addresses of regions. */
interface Contract {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  readonly [entry: string]: unknown;
}

export interface VmCall {
  readonly module: WebAssembly.Module;
  readonly address: string;
  readonly entry: "instantiate" | "execute" | "query" | "reply";
  /** JSON documents, as bytes. */
  readonly inputs: readonly Uint8Array[];
  readonly store: Layer;
  readonly gas: GasMeter;
  readonly addressPrefix: string;
}

/** Whether the chain takes a text as an address: bech32 in lower case with 20 or 32 bytes. */
export function isAddress(text: string, prefix: string): boolean {
  try {
    const { prefix: found, data } = fromBech32(text, MAX_ADDRESS_CHARACTERS);
    return found === prefix && text === text.toLowerCase() && (data.length === 20 || data.length === 32);
  } catch {
    return false;
  }
}

/**
 * Runs one entry point in a fresh instance, as wasmd does, and returns the JSON that the contract answers.
 * @throws Error with wasmd's text when the wasm traps or does what the chain does not allow
 */
export function runContract(call: VmCall): unknown {
  let contract: Contract | undefined;
  const readRegion = (region: number): Uint8Array => {
    const { buffer } = contract!.memory;
    const view = new DataView(buffer, region, REGION_BYTES);
    return new Uint8Array(buffer, view.getUint32(0, true), view.getUint32(8, true)).slice();
  };
  const writeRegion = (bytes: Uint8Array): number => {
    const region = contract!.allocate(bytes.length);
    const { buffer } = contract!.memory;
    const view = new DataView(buffer, region, REGION_BYTES);
    if (region === 0 || view.getUint32(4, true) < bytes.length)
      throw new Error("the contract gave no memory");
    new Uint8Array(buffer).set(bytes, view.getUint32(0, true));
    view.setUint32(8, bytes.length, true);
    return region;
  };
  const env = {
    ...storageFunctions(call, readRegion, writeRegion),
    addr_validate: (region: number) =>
      isAddress(new TextDecoder().decode(readRegion(region)), call.addressPrefix)
        ? 0
        : writeRegion(new TextEncoder().encode("invalid address")),
  };
  try {
    contract = new WebAssembly.Instance(call.module, { env }).exports as unknown as Contract;
    const entry = contract[call.entry];
    if (typeof entry !== "function") throw new Error(`the contract has no ${call.entry}`);
    return JSON.parse(new TextDecoder().decode(readRegion(entry(...call.inputs.map(writeRegion)))));
  } catch (error) {
    throw new Error(`Error calling the VM: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function storageFunctions(
  { store, address, gas, entry }: VmCall,
  read: (region: number) => Uint8Array,
  write: (bytes: Uint8Array) => number,
): WebAssembly.ModuleImports {
  const place = (key: Uint8Array): string => `s/${address}/${toHex(key)}`;
  const checkWritable = (key: Uint8Array, value?: Uint8Array): void => {
    if (entry === "query") throw new Error("a query writes");
    if (key.length > MAX_KEY_BYTES || (value?.length ?? 0) > MAX_VALUE_BYTES)
      throw new Error("too long for storage");
  };
  return {
    db_read: (region: number) => {
      const key = read(region);
      const value = store.get(place(key)) as Uint8Array | undefined;
      gas.spendOnStorage(readGas(key.length, value?.length ?? 0));
      return value === undefined ? 0 : write(value);
    },
    db_write: (keyRegion: number, valueRegion: number) => {
      const [key, value] = [read(keyRegion), read(valueRegion)];
      checkWritable(key, value);
      gas.spendOnStorage(writeGas(key.length, value.length));
      store.set(place(key), value);
    },
    db_remove: (region: number) => {
      checkWritable(read(region));
      gas.spendOnStorage(REMOVE_GAS);
      store.set(place(read(region)), undefined);
    },
  };
}
