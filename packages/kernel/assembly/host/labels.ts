import { classes, labelsAt } from "./shape";

/** Labels in use: a number in memory where the composition grows, else all of the shape's. */
export function label_count(): i32 {
  return labelsAt() ? load<i32>(labelsAt()) : classes();
}
