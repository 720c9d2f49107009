/** The usual place of a config.toml. */
export const USUAL_CONFIG = 'config.toml';

/** The config.toml if none is named: the same for the deployment and for every command. */
export const configFile: string = process.env['BASTIONLESS_CONFIG'] || USUAL_CONFIG;
