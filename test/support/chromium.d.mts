export function findChromium(): string | undefined;
export const NO_CHROMIUM: string;
export const CHROMIUM_FLAGS: readonly string[];
