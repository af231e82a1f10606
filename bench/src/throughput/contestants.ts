import type { ThroughputCase, Workload } from "./cases.ts";
import type { Contestant } from "./contestant.ts";
import { inProcess } from "./in-process.ts";
import { javascript } from "./javascript/javascript.ts";
import { type Compiler, NATIVE_FLAGS, type NativeImplementation, native } from "./native.ts";

/** Every implementation of a case that this machine can run, ours first. The caller closes them. */
export async function contestantsOf(
  subject: ThroughputCase,
  workload: Workload,
  compiler: Compiler | undefined,
): Promise<Contestant[]> {
  const contestants = [
    await inProcess(subject, workload, true),
    await inProcess(subject, workload, false),
    javascript(subject, workload),
  ];
  if (compiler)
    for (const implementation of Object.keys(NATIVE_FLAGS) as NativeImplementation[])
      contestants.push(await native(subject, workload, implementation, compiler));
  return contestants;
}
