/** The deployment that a machine is of; the functions' roles ask for it. */
export const SCALER_TAG = 'bastionless:scaler';
export const RUNNER_TAG = 'bastionless:runner';
export const LAUNCH_TAG = 'bastionless:launch';

/** In tags of config.toml `%s` stands for the machine's name, as in MachineOptionsWithName. */
export function withName(tags: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.replaceAll('%s', name)]));
}

/** Those that say no machine's name: of what is made for many machines. */
export function withoutName(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => !value.includes('%s')));
}
