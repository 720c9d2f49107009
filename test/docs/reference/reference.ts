import { RUNNER_VERSION } from '../../../lib/config/upstream/keys.ts';
import { keySections } from './key-tables.ts';
import { optionSection } from './option-tables.ts';

export const REFERENCE = 'docs/configuration.md';

/** The text of docs/configuration.md: what the schemas of lib/config say of themselves. */
export function reference(): string {
  const sections = keySections();
  const at = sections.findIndex((section) => section.startsWith('## `[runners.bastionless]`'));
  return `${[HEAD, ...sections.slice(at), ...sections.slice(0, at), optionSection(), FOOT].join('\n\n')}\n`;
}

const HEAD = `<!-- Written by npm run docs from the schemas in lib/config: change them, not this file. -->

# Every key of config.toml

\`config.toml\` is GitLab Runner's own file, as its [documentation](https://docs.gitlab.com/runner/configuration/advanced-configuration/)
has it. This says what becomes of its keys here, and what our own keys mean. \`check\` says the same of your file, with the
line of all that is wrong:

\`\`\`sh
npm run -s bastionless -- check config.toml
\`\`\`

Of each key of GitLab Runner ${RUNNER_VERSION} it says one of these, and why:

| here | is |
| --- | --- |
| honoured | acted on by what is deployed |
| passed on | given to each machine's own gitlab-runner, as it is written |
| replaced | not needed: something else has its place |
| ignored | without effect |
| refused | an error: nothing is deployed until it is mended |

Where the last column is empty, GitLab Runner does the same. Times are in seconds. Keys match in any case of letters. A key that
is not here is one that GitLab Runner does not know: \`check\` says so, with the name that was likely meant, and machines are
given it all the same, in case theirs is newer. \`tags\`, \`run_untagged\`, \`access_level\`, \`locked\` and \`maximum_timeout\` of a
runner are no keys of \`[[runners]]\`: they are set in GitLab, and here in \`[runners.bastionless]\`.`;

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
A path, a variable's name, and the name of a helper are no secrets. The runner's \`token\` may stay: it is not deployed.`;
