import { type Layout, type PlacedCell, SERVED, WORKING } from "@chainlearn/core";

/** A copy of the model's numbers. */
export type Which = typeof SERVED | typeof WORKING;

/** The copies that a composition has, the served one first. */
export const copiesOf = ({ copies }: Layout): readonly Which[] =>
  copies === 1 ? [SERVED] : [SERVED, WORKING];

/** A copy's own name of a generated function; the served copy's is the plain one, which compositions with one copy have. */
export const ownName = (name: string, which: Which): string => (which === SERVED ? name : `${name}_working`);

/** The copy's hot cells, in the model's order. */
export function hotOf({ hot, copies }: Layout, which: Which): readonly PlacedCell[] {
  const count = hot.length / copies;
  return hot.slice(which * count, (which + 1) * count);
}
