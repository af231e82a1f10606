export { type ChecksOfPlugin, checksOf } from "./checks.ts";
export { type CommandLine, HELP, newCommand } from "./command.ts";
export { KINDS, type NewPlugin, newPlugin, type PluginKind } from "./new-plugin.ts";
