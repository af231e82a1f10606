import { build } from "../../scripts/pack/packages.ts";

/** Once before the files of a project, which run at the same time: one build would remove what another has made. */
export default (): Promise<void> => build();
