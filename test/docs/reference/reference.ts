import { keySections } from './key-tables.ts';
import { optionSection } from './option-tables.ts';

export const REFERENCE = 'docs/configuration.md';

/** The text of docs/configuration.md: what the schemas of lib/config say of themselves. */
export function reference(): string {
  const sections = keySections();
  const machine = sections.findIndex((section) => section.startsWith('## `[[runners.machine.autoscaling]]`'));
  return `${[HEAD, ...sections.slice(0, machine + 1), optionSection(), ...sections.slice(machine + 1), FOOT].join('\n\n')}\n`;
}

const HEAD = `<!-- Written by npm run docs from the schemas in lib/config: change them, not this file. -->

# Every key of config.toml

\`config.toml\` is GitLab Runner's own file, as its [documentation](https://docs.gitlab.com/runner/configuration/advanced-configuration/)
has it. This says what becomes of its keys here, and what our own keys mean. \`check\` says the same of your file, with the
line of all that is wrong:

\`\`\`sh
npm run -s bastionless -- check config.toml
\`\`\`

Where the last column is empty, GitLab Runner does the same. Times are in seconds.`;

const FOOT = `## Periods

\`Periods\`, \`OffPeakPeriods\` and \`periods\` are lists of cron expressions in GitLab Runner's dialect: 5, 6 or 7 fields. With 7
they are second, minute, hour, day of month, month, day of week, year; with 6 the second is left out, with 5 the year too.
\`L\`, \`W\`, \`#\`, names and \`@yearly\` are understood. A period holds for every second that matches; one without seconds, for
the whole of each minute. \`policy\` says which holds:

\`\`\`sh
npm run -s bastionless -- policy --hours 168
\`\`\`

## Secrets

config.toml is no place for secrets. Keys of a cache, tokens in \`environment\`, keys in scripts, passwords in addresses are
refused with their line: keep them as masked variables in GitLab, or let jobs fetch them with the role of their machine.
The runner's \`token\` may stay: it is not deployed.`;
