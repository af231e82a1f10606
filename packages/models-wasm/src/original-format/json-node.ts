import { ChainlearnError } from "@chainlearn/core";

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
/** Values are quoted in messages up to this many characters. */
const QUOTED = 40;

/** A value of a JSON document that knows where it is, so that every complaint can say it. */
export class JsonNode {
  readonly value: unknown;
  readonly #parent: JsonNode | undefined;
  readonly #key: string | number;

  constructor(value: unknown, parent?: JsonNode, key: string | number = "") {
    this.value = value;
    this.#parent = parent;
    this.#key = key;
  }

  /** As `$.centroids["my class"].centroid[3]`. */
  get path(): string {
    if (!this.#parent) return "$";
    const key = this.#key;
    if (typeof key === "number") return `${this.#parent.path}[${key}]`;
    return `${this.#parent.path}${IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`}`;
  }

  /** @throws ChainlearnError invalid_model_file, always */
  fail(problem: string): never {
    throw new ChainlearnError("invalid_model_file", `${this.path} ${problem}.`, {
      details: { path: this.path },
    });
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  /** A member of an object; missing if the object does not have it itself. */
  get(key: string): JsonNode {
    const members = this.#members();
    return new JsonNode(Object.hasOwn(members, key) ? members[key] : undefined, this, key);
  }

  /** All members of an object, in its order. */
  entries(): [key: string, node: JsonNode][] {
    return Object.entries(this.#members()).map(([key, value]) => [key, new JsonNode(value, this, key)]);
  }

  items(): JsonNode[] {
    if (!Array.isArray(this.value)) return this.#expected("a list");
    return Array.from(this.value, (value: unknown, i) => new JsonNode(value, this, i));
  }

  text(): string {
    return typeof this.value === "string" ? this.value : this.#expected("a text");
  }

  /** A finite number. */
  number(): number {
    if (typeof this.value !== "number" || !Number.isFinite(this.value))
      return this.#expected("a finite number");
    return this.value;
  }

  /** A whole number from least to most. */
  whole(least: number, most: number): number {
    const { value } = this;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
      return this.#expected(`a whole number from ${least} to ${most}`);
    return value;
  }

  #members(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return this.#expected("an object");
    return value as Record<string, unknown>;
  }

  #expected(what: string): never {
    return this.fail(
      this.value === undefined ? `is missing; it should be ${what}` : `is ${this.#quoted()}, not ${what}`,
    );
  }

  #quoted(): string {
    const { value } = this;
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object" && value !== null) return "an object";
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  }
}
