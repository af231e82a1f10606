/** What Go and its linker print on machines where no wasmd can be built, and what is missing there. */
const MISSING: readonly (readonly [what: string, said: RegExp])[] = [
  [
    "the modules cannot be downloaded: there is no network, or it does not reach Go's proxy",
    /dial (tcp|udp)|no such host|network is unreachable|connection (refused|reset)|i\/o timeout|TLS handshake timeout|module lookup disabled by GOPROXY=off|toolchain not available/,
  ],
  ["there is no C compiler", /C compiler .* not found|cgo: .*executable file not found/],
];

/**
 * What a machine lacks by the log of a failed build.
 * @returns undefined when nothing is known to be missing: the build itself is at fault
 */
export const missingBy = (log: string): string | undefined => MISSING.find(([, said]) => said.test(log))?.[0];
