export type { BuiltContract } from "../client/deploy.ts";
export { buildContract } from "./build.ts";
export { checkContract, UPLOAD_LIMITS } from "./check.ts";
