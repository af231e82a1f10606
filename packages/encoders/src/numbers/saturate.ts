export const I32_MAX = 2 ** 31 - 1;
export const I32_MIN = -(2 ** 31);

/** The i32 nearest to a whole number. */
export const saturate = (value: number): number => Math.min(I32_MAX, Math.max(I32_MIN, value));
