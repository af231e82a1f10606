/** Lets timers and signals run between long stretches of work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
