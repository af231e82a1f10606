import { conformanceMarkdown, conformanceOf, type ModelConformance } from "@chainlearn/core/testing";
import { hosts } from "./hosts.ts";
import { subjects } from "./subjects.ts";

const INTRODUCTION = `# Conformance of the models

What every model passes on every host: in process (local), on anvil (evm), on the embedded CosmWasm chain (cosmwasm) and,
where Go is installed, on a real wasmd (a short run: a dozen additions). The checks are derived from the manifest;
\`modelChecks\` of \`@chainlearn/core/testing\` runs them for any model on any chain. Tests compare this page and what ran with it;
\`npm run conformance\` writes it.
`;

const models: readonly ModelConformance[] = subjects.map((subject) => conformanceOf(subject, hosts));

/** Both forms of the table by file. */
export const tables = {
  json: `${JSON.stringify({ models }, null, 2)}\n`,
  markdown: `${INTRODUCTION}\n${conformanceMarkdown(models)}`,
};
