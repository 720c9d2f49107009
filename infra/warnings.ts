/** What the deployer is to know of what config.toml refers to. The plugin shows it: the command has a way of its own. */
export const warnings: string[] = [];
