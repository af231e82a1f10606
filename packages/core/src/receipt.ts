import type { ResolvedComposition } from "./composition.ts";
import type { EncoderIdentity } from "./encoder.ts";
import type { Growth } from "./growth.ts";
import type { ChainId } from "./ids.ts";
import type { LaneBits } from "./manifest.ts";
import type { SignedTransaction } from "./transaction.ts";

/** An initial state in contract code. */
export interface CodeWeights {
  /** Of a cell in code: the narrowest that all initial values fit, at most the lane. */
  readonly bits: LaneBits;
}

/** A step that is signed and not known to be in a block. */
export interface PendingStep {
  readonly step: string;
  /** At least one, all with one number: only one of them can happen. */
  readonly transactions: readonly SignedTransaction[];
}

/** What an adapter writes down about a deployment; JSON. */
export interface DeploymentReceipt {
  readonly version: 1;
  readonly chain: ChainId;
  readonly address: string;
  readonly deployer: string;
  /** First block that can hold log entries. */
  readonly block: number;
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** Versions that decide the bytes: asc, binaryen, solc, chainlearn. */
  readonly toolchain: Readonly<Record<string, string>>;
  /** EVM: keccak256 of the masked runtime code; CosmWasm: sha256 checksum. */
  readonly codeHash: string;
  readonly plugins: { readonly model: string; readonly mechanism: string; readonly dataHandler: string };
  /** How samples are made, where the composition says it. The chain does not know it. */
  readonly encoder?: EncoderIdentity;
  readonly shape: ResolvedComposition["shape"];
  /** Absent where no class can be added. */
  readonly growth?: Growth | undefined;
  /** Decimal strings by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
  /** Hex of the initial state's hash. */
  readonly initialStateHash: string;
  /** Whose code a clone runs: EVM and local the original's address, CosmWasm the code id. Absent: it is no clone. */
  readonly implementation?: string;
  /** Absent: the initial state is in cells. */
  readonly codeWeights?: CodeWeights;
  /** Absent: the initial state came in chunks behind the contract's creation. */
  readonly upload?: "once";
  readonly steps: readonly {
    readonly step: string;
    readonly transaction: string;
    readonly gasUsed: string;
  }[];
  /** The step that is signed and not known to be in a block; `address` is then the one that it will have. */
  readonly pending?: PendingStep;
  /** CosmWasm: what the address was derived from, in hex; see `DeployOptions.salt`. */
  readonly salt?: string;
  /**
   * Whether its deployment has come to its end. What `identify` makes for a contract that somebody else has deployed says true
   * without having asked: `Snapshot.sealed` and the verdict of `verify` are the chain's word.
   */
  readonly sealed: boolean;
}
