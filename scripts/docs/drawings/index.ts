import { additionDrawing } from "./addition.ts";
import { booksDrawing } from "./books.ts";
import { copiesDrawing } from "./copies.ts";
import { hostsDrawing } from "./hosts.ts";
import { partsDrawing } from "./parts.ts";
import { verificationDrawing } from "./verification.ts";

/** The pictures of docs/concepts.md by file name. */
export const drawings = (): ReadonlyMap<string, string> =>
  new Map([
    ["addition.svg", additionDrawing()],
    ["books.svg", booksDrawing()],
    ["copies.svg", copiesDrawing()],
    ["hosts.svg", hostsDrawing()],
    ["parts.svg", partsDrawing()],
    ["verification.svg", verificationDrawing()],
  ]);
