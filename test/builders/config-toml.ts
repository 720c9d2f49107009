/** What a test says of a runner. */
export interface TomlRunner {
  readonly name?: string;
  /** Of the driver, without `amazonec2-`. */
  readonly options?: readonly string[];
  /** Lines of [runners.bastionless]. */
  readonly own?: string;
  /** Sections after it. */
  readonly sections?: string;
}

/** A config.toml: the least that is whole, with what the test is about put in. */
export const aConfigToml = (...runners: readonly TomlRunner[]): string => runners.map(entryOf).join('\n');

const entryOf = ({ name = 'one', options = [], own = '', sections = '' }: TomlRunner): string => `[[runners]]
name = "${name}"
url = "https://gitlab.example.com"
token = "glrt-of-${name}"
executor = "docker+machine"
[runners.machine]
MachineDriver = "amazonec2"
MachineName = "machine-%s"
MachineOptions = ${JSON.stringify(options.map((option) => `amazonec2-${option}`))}
[runners.bastionless]
${own}
${sections}`;
