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

\`config.toml\` is GitLab Runner's own file, as its [documentation](https://docs.gitlab.com/runner/configuration/advanced-configuration/)
has it. This page says what becomes of each key of GitLab Runner ${RUNNER_VERSION} here, and what our own keys mean. To look a key
up, search the page for its name. \`check\` says the same of your own file, with the line of all that is wrong:

\`\`\`sh
bastionless check config.toml
\`\`\`

| of a key is said | if it is |
| --- | --- |
| in a table, what it means | honoured: acted on by what is deployed |
| **passed on** | given to each machine's own gitlab-runner, as it is written |
| **replaced** | not needed: something else has its place |
| **ignored** | without effect |
| **refused** | an error: nothing is deployed until it is mended |

Times are in seconds. Keys match in any case of letters. Of a key that is not here \`check\` says that GitLab Runner does not know
it, and which was likely meant; machines are given it all the same, in case their gitlab-runner is newer. Where that is a key in
one of the tables below (\`limt\`, \`max_instance\`), it is an error. \`tags\`, \`run_untagged\`, \`access_level\`, \`locked\` and
\`maximum_timeout\` are no keys of \`[[runners]]\`: they are set in GitLab, and here in \`[runners.bastionless]\`.`;

const FOOT = `## Periods

\`Periods\`, \`OffPeakPeriods\` and \`periods\` are lists of cron expressions in GitLab Runner's dialect: 5, 6 or 7 fields. With 7
they are second, minute, hour, day of month, month, day of week, year; with 6 the second is left out, with 5 the year too.
\`L\`, \`W\`, \`#\`, names and \`@yearly\` are understood. A period holds for every second that matches; one without seconds, for
the whole of each minute. \`policy\` says which holds:

\`\`\`sh
bastionless policy --hours 168
\`\`\`

## Secrets

config.toml is no place for secrets. Keys of a cache, tokens in \`environment\`, keys in scripts, passwords in addresses are
refused with their line: keep them as masked variables in GitLab, or let jobs fetch them with the role of their machine.
A path, a variable's name, and the name of a helper are no secrets. The runner's \`token\` may stay: it is not deployed.`;
