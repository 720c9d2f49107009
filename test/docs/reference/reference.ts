import { RUNNER_VERSION } from '../../../lib/config/upstream/keys.ts';
import { keySections } from './key-tables.ts';
import { optionSection } from './option-tables.ts';

export const REFERENCE = 'docs/configuration.md';

/** The text of docs/configuration.md: what the schemas of lib/config say of themselves. */
export function reference(): string {
  const sections = [...keySections(), optionSection(), FOOT];
  return `${[HEAD, contentsOf(sections), ...sections].join('\n\n')}\n`;
}

/** A link to each heading, ours and those of others apart, as GitLab and GitHub make their anchors. */
function contentsOf(sections: readonly string[]): string {
  const titles = sections.join('\n').match(/(?<=^## ).+$/gm) ?? [];
  const isOurs = (title: string) => title.startsWith('`[runners.bastionless');
  const isRunners = (title: string) => /^`|^The top/.test(title) && !isOurs(title);
  const isOther = (title: string) => !isOurs(title) && !isRunners(title);
  return [
    `- Our own keys: ${titles.filter(isOurs).map(linkTo).join(', ')}`,
    `- GitLab Runner's: ${titles.filter(isRunners).map(linkTo).join(', ')}`,
    `- More: ${titles.filter(isOther).map(linkTo).join(', ')}`,
  ].join('\n');
}

const linkTo = (title: string): string =>
  `[${title}](#${title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;

const HEAD = `<!-- Written by npm run docs from the schemas in lib/config: change them, not this file. -->

# Every key of config.toml

\`config.toml\` is [GitLab Runner's own file](https://docs.gitlab.com/runner/configuration/advanced-configuration/). This page says
what becomes of each key of GitLab Runner ${RUNNER_VERSION}, and what our own keys mean. To look a key up, search the page for its
name. \`check\` says the same of your own file, with the line of everything that is wrong:

\`\`\`sh
bastionless check config.toml
\`\`\`

| a key is | which means |
| --- | --- |
| in a table | honoured: the deployment acts on it |
| **passed on** | each machine's own gitlab-runner gets it, as it is written |
| **replaced** | something else takes its place |
| **ignored** | it has no effect |
| **refused** | an error: nothing is deployed until you correct it |

Times are in seconds. Keys match in any case of letters. \`check\` warns of a key that is not on this page, and says which was
likely meant. Machines get it all the same, in case their gitlab-runner is newer. A misspelled key of the tables below (\`limt\`,
\`max_instance\`) is an error. \`tags\`, \`run_untagged\`, \`access_level\`, \`locked\` and \`maximum_timeout\` are not keys of
\`[[runners]]\`: set them in \`[runners.bastionless]\`.`;

const FOOT = `## Periods

\`Periods\`, \`OffPeakPeriods\` and \`periods\` are lists of cron expressions in GitLab Runner's dialect. Seven fields are second,
minute, hour, day of month, month, day of week and year. Six leave out the second, five the year too. \`L\`, \`W\`, \`#\`, names
and \`@yearly\` work. A period holds for every second that matches; one without seconds holds for each whole minute. \`policy\` says
which period holds:

\`\`\`sh
bastionless policy --hours 168
\`\`\`

## Secrets

Keep secrets out of config.toml. A key of a cache, a token in \`environment\`, a key in a script or a password in an address is
refused with its line. Make it a masked variable in GitLab, or let jobs fetch it with their machine's role. A path, a variable's
name and the name of a helper are no secrets. The runner's \`token\` may stay: it is not deployed.`;
