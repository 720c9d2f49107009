/**
 * A variable of the machine, NAME=value: in ASCII, which is all that cloud-init reads in one of several parts of user data,
 * and without `${`, which CloudFormation would fill in.
 */
export const MACHINE_VARIABLE = /^[A-Za-z_]\w*=(?!.*\$\{)[ -~]*$/;

/**
 * What the machine's script reads from outside, from bash and from systemd. Its other variables it sets itself, after the
 * user's.
 */
export const NAMES_TAKEN: readonly string[] = [
  ...['S', 'BASTIONLESS_ROOT', 'PATH', 'IFS', 'SECONDS', 'FUNCNAME', 'BASH_COMMAND', 'BASH_REMATCH'],
  ...['SERVICE_RESULT', 'EXIT_CODE', 'EXIT_STATUS'],
];

/** The two parts of NAME=value, split at the first `=`. */
export function nameAndValue(text: string): [name: string, value: string] {
  const [name = '', ...rest] = text.split('=');
  return [name, rest.join('=')];
}

/** What is wrong with the name of a variable of the machine; undefined if nothing is. */
export function nameTaken(variable: string): string | undefined {
  const [name] = nameAndValue(variable);
  if (!NAMES_TAKEN.includes(name)) return undefined;
  return `sets ${name}, which the machine’s own script uses: give the variable another name`;
}
