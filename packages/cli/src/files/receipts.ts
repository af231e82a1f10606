import { join, resolve } from "node:path";
import { ChainlearnError, type DeploymentReceipt } from "@chainlearn/core";
import { readJson } from "./read-json.ts";
import { writeWhole } from "./write.ts";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The receipts of a configuration: one file for each chain and composition. */
export class Receipts {
  readonly #folder: string;

  /** @param folder relative to `base` */
  constructor(base: string, folder = "deployments") {
    this.#folder = resolve(base, folder);
  }

  path(chain: string, composition: string): string {
    return join(this.#folder, chain, `${composition}.json`);
  }

  /** @throws ChainlearnError invalid_file when the file is no receipt */
  async find(chain: string, composition: string): Promise<DeploymentReceipt | undefined> {
    const file = this.path(chain, composition);
    const value = await readJson(file);
    if (value === undefined) return undefined;
    const isReceipt =
      isObject(value) &&
      value.version === 1 &&
      ["chain", "address", "deployer"].every((part) => typeof value[part] === "string") &&
      Array.isArray(value.steps);
    if (!isReceipt) throw new ChainlearnError("invalid_file", `${file} is not the receipt of a deployment.`);
    return value as unknown as DeploymentReceipt;
  }

  /** @throws ChainlearnError not_deployed */
  async get(chain: string, composition: string): Promise<DeploymentReceipt> {
    const receipt = await this.find(chain, composition);
    if (receipt?.sealed) return receipt;
    throw new ChainlearnError(
      "not_deployed",
      receipt
        ? `the deployment of ${composition} to ${chain} is not finished: run "chainlearn deploy" again.`
        : `there is no receipt ${this.path(chain, composition)}: ${composition} is not deployed to ${chain}.`,
    );
  }

  async write(chain: string, composition: string, receipt: DeploymentReceipt): Promise<void> {
    await writeWhole(this.path(chain, composition), `${JSON.stringify(receipt, undefined, 2)}\n`);
  }
}
