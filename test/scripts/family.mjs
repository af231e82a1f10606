// A script as those of the repository: starts a shell that starts a program, tells their ids, and waits.
import { runChild, stopChildrenOnSignals } from "../../scripts/lib/children.mjs";

stopChildrenOnSignals();
await runChild("sh", ["-c", "sleep 600 & echo $$ $!; wait"], { stdio: "inherit" });
await runChild(process.execPath, ["-e", "console.log('started after the signal')"], { stdio: "inherit" });
