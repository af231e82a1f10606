import { mechanismConformanceOf, mechanismMarkdown } from "@chainlearn/core/testing";
import { mechanismHosts } from "./mechanism-hosts.ts";
import { mechanismSubjects } from "./mechanism-subjects.ts";

const INTRODUCTION = `# Conformance of the mechanisms

What every mechanism passes on every host: in process (local), on anvil (evm), on the embedded CosmWasm chain (cosmwasm)
and on a real wasmd (wasmd), the same binary that runs elsewhere: its validator is in the test's process and dates its votes, which
is how CometBFT tells the time, so that gates are met to the second there too.
The checks are derived from the manifest and aimed by the mechanism's strategy; \`mechanismChecks\` of \`@chainlearn/core/testing\`
runs them for any mechanism on any chain. Tests compare this page and what ran with it; \`npm run conformance\` writes it.
`;

const mechanisms = mechanismSubjects.map((subject) => mechanismConformanceOf(subject, mechanismHosts));

/** Both forms of the table by file. */
export const mechanismTables = {
  json: `${JSON.stringify({ mechanisms }, null, 2)}\n`,
  markdown: `${INTRODUCTION}\n${mechanismMarkdown(mechanisms)}`,
};
