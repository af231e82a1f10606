import { type EncoderPlugin, ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import { fixedPoint } from "./numbers/fixed-point.ts";
import { identity } from "./numbers/identity.ts";
import { pixels } from "./numbers/pixels.ts";
import { hashingTrick } from "./text/hashing-trick.ts";
import { murmur3Words } from "./text/murmur3-words.ts";
import { vocabulary } from "./text/vocabulary.ts";

const all: readonly EncoderPlugin[] = [fixedPoint, hashingTrick, identity, murmur3Words, pixels, vocabulary];

/** Registers every encoder of this package that needs no model. */
export const encoders: ContainerModule = new ContainerModule(({ bind }) => {
  for (const encoder of all) bind(ROLES.encoder).toConstantValue(encoder);
});
