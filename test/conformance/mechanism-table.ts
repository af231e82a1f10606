import { mechanismConformanceOf, mechanismMarkdown } from "@chainlearn/core/testing";
import { mechanismHosts } from "./mechanism-hosts.ts";
import { mechanismSubjects } from "./mechanism-subjects.ts";

const INTRODUCTION = `# Conformance of the mechanisms

What every mechanism passes on every host: in process (local), on anvil (evm), on the embedded CosmWasm chain (cosmwasm) and on a
real wasmd (wasmd), whose clock is set too (docs/decisions/0026). In process a mechanism gets 100,000 random operations, on anvil and on the embedded
chain 3,000; with another data handler than its own 10,000 and 3,000. On wasmd it gets 1,000, or as many of the 3,000 as \`CHAINLEARN_WASMD_OPERATIONS\`
says, and the log of every contract is repeated by \`verify\` at the end.
The checks are derived from the manifest and aimed by the mechanism's strategy; \`mechanismChecks\` of \`@chainlearn/core/testing\`
runs them for any mechanism on any chain. Tests compare this page and what ran with it; \`npm run conformance\` writes it.
`;

const mechanisms = mechanismSubjects.map((subject) => mechanismConformanceOf(subject, mechanismHosts));

/** Both forms of the table by file. */
export const mechanismTables = {
  json: `${JSON.stringify({ mechanisms }, null, 2)}\n`,
  markdown: `${INTRODUCTION}\n${mechanismMarkdown(mechanisms)}`,
};
