import { type CommittedItem, fromHex, type ItemChain, toHex } from "@chainlearn/core";
import { SecretsFile } from "../files/secrets-file.ts";

/** A chain of items in JSON; bytes are hex. */
interface StoredChain {
  readonly head: string;
  readonly items: readonly { readonly label: number; readonly sample: string; readonly next: string }[];
}

interface Stored {
  /** In the order in which they were made; those that are all revealed stay. */
  readonly chains: readonly StoredChain[];
}

const toStored = ({ head, items }: ItemChain): StoredChain => ({
  head: toHex(head),
  items: items.map(({ label, sample, next }) => ({ label, sample: toHex(sample), next: toHex(next) })),
});

const fromStored = ({ head, items }: StoredChain): ItemChain => ({
  head: fromHex(head),
  items: items.map(
    ({ label, sample, next }): CommittedItem => ({ label, sample: fromHex(sample), next: fromHex(next) }),
  ),
});

/** The curator's chains of test items. Whoever loses them can reveal nothing, and loses the bond part by part. */
export class CuratorSecrets extends SecretsFile<Stored> {
  async chains(): Promise<ItemChain[]> {
    const { chains = [] } = await this.read();
    return chains.map(fromStored);
  }

  async keep(chain: ItemChain): Promise<void> {
    await this.change(({ chains = [] }) => ({ chains: [...chains, toStored(chain)] }));
  }

  /** Forgets a chain that nothing was committed to. */
  async forget({ head }: ItemChain): Promise<void> {
    await this.change(({ chains = [] }) => {
      const others = chains.filter((chain) => chain.head !== toHex(head));
      return others.length > 0 ? { chains: others } : undefined;
    });
  }
}
