/** Hash of the sources that make a linked model; `vitest -u` on test/linking/sources.test.ts writes it anew. */
export const LINKER_SOURCES = "a370764fd4a2b349ba43eb9d5294684611ea20e6a0427b90d5d0d2128592214c";
