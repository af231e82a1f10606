// Imported before everything else: has to run, and to explain itself, on versions that are too old.
const NEEDED = [20, 19];

/** Ends the process with a sentence where Node is older than the packages need. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  console.error(`Chainlearn needs Node ${NEEDED.join(".")} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
