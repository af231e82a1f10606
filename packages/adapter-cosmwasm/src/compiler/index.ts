export { type BuiltContract, buildContract } from "./build.ts";
export { checkContract, UPLOAD_LIMITS } from "./check.ts";
