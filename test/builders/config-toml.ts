/** A config.toml with one runner: the least that is whole, with what the test is about put in. */
export const aConfigToml = (options: readonly string[], bastionlessKeys: string): string => `[[runners]]
name = "one"
url = "https://gitlab.example.com"
executor = "docker+machine"
[runners.machine]
MachineDriver = "amazonec2"
MachineName = "machine-%s"
MachineOptions = ${JSON.stringify(options.map((option) => `amazonec2-${option}`))}
[runners.bastionless]
${bastionlessKeys}
`;
