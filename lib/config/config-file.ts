/** The file that a deployment is of. */
export const configFile: string = process.env['BASTIONLESS_CONFIG'] ?? 'config.toml';
