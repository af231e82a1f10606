import type { Label } from "@chainlearn/example-kit/mail";
import type { LabelledMail } from "../mail.ts";
import type { Random } from "../random.ts";
import { flip } from "./flip.ts";
import { ring } from "./ring.ts";
import { stealth } from "./stealth.ts";

/** What an attacker wants to add. */
export interface Submission {
  /** Canonical bytes. */
  readonly sample: Uint8Array;
  readonly label: Label;
}

/** What an attacker knows: the mails that people contribute, and the model that the contract answers with. */
export interface AttackerView {
  readonly mails: readonly LabelledMail[];
  readonly random: Random;
  /** @param sample canonical bytes */
  predict(sample: Uint8Array): number;
}

/** A strategy: asked for the next submission whenever the attacker acts. */
export type Attack = (view: AttackerView) => () => Submission;

export const ATTACKS = { flip, stealth, ring } as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof ATTACKS;
