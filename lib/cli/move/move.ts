import { inspect } from '../../config/inspect.ts';
import { runnerTables } from '../../config/leaves.ts';
import { inserted } from '../../config/mend/edits.ts';
import { mended } from '../../config/mend/mend.ts';
import { placesIn } from '../../config/mend/places.ts';
import { describeProblem, type Problem } from '../../config/problem.ts';
import { HARMS, type Harm, type Warning } from '../../config/warnings/warning.ts';
import { userDataProblems } from '../check/user-data.ts';
import { section } from '../table.ts';
import { filled } from '../text.ts';

/** A config.toml of a bastion, made ready to be deployed. */
export interface Move {
  readonly text: string;
  /** What was changed, by line of the file as it was then. */
  readonly done: readonly Problem[];
  /** What is left to the person, the worst first. */
  readonly left: readonly Left[];
}

export interface Left {
  /** `wrong`: nothing can be deployed before it is mended. `check`: it is not in the file, so nobody can tell. */
  readonly harm: 'wrong' | Harm | 'check';
  readonly line?: number;
  readonly path?: string;
  readonly message: string;
}

const OUR_TABLE = `
  # Of bastionless; GitLab Runner ignores this table.
  [runners.bastionless]
    # project = 42                     # whose jobs it is for, by the id on its page in GitLab; or group = 7
    # tags = ["aws"]                   # as the runner has them in GitLab; without any, it runs jobs without tags
    # access_level = "ref_protected"   # if the runner is protected in GitLab
    # maximum_timeout = 3600           # if it has one in GitLab`;

/** `to` is what the written file is called. Throws ConfigError if the text is not TOML. */
export function moveOf(text: string, file: string, to: string): Move {
  const first = mended(text.replace(/^\uFEFF/, ''), file);
  const whole = withOurTable(first.text);
  const inspection = inspect(whole, to);
  const problems = [...inspection.problems, ...userDataProblems(inspection, to)];
  const wrong = problems.map((problem): Left => ({ harm: 'wrong', ...problem }));
  return { text: whole, done: first.done, left: [...wrong, ...byHarm(inspection.warnings), ...IN_GITLAB] };
}

/** To each runner that has none. */
function withOurTable(text: string): string {
  const { runnerEnds } = placesIn(text);
  const entries = runnerTables(inspect(text, '').document.value);
  const lacking = runnerEnds.filter((_, index) => entries[index]?.['bastionless'] === undefined);
  return lacking.toReversed().reduce((now, end) => inserted(now, end, OUR_TABLE.slice(1)), text);
}

function byHarm(warnings: readonly Warning[]): Left[] {
  return HARMS.flatMap((harm) => warnings.filter((warning) => warning.harm === harm));
}

/** What lived in GitLab and on the bastion, and not in the file. */
const IN_GITLAB: readonly Left[] = [
  {
    harm: 'check',
    message:
      'Is the runner protected in GitLab? Then set access_level = "ref_protected": without it, jobs of every branch get the role of the machines. `bastionless init` tells',
  },
  {
    harm: 'check',
    message:
      'Its tags, "run untagged jobs", maximum timeout and lock in GitLab: they are keys of [runners.bastionless] here',
  },
  {
    harm: 'check',
    message:
      'Proxies, certificates, ~/.docker/config.json and cron jobs of the bastion: what of them did machines need? See docs/moving.md',
  },
];

const TITLES: Readonly<Record<Left['harm'], string>> = {
  wrong: 'to mend before it can be deployed',
  exposed: 'who may do more than before',
  broken: 'what would fail',
  lost: 'what has no effect here',
  differs: 'what is otherwise than on the bastion',
  check: 'what the file does not tell',
};

export function showMove(to: string, { done, left }: Move): string {
  const harms = [...new Set(left.map(({ harm }) => harm))];
  const changes = done.map(({ line, path, message }) =>
    filled(`line ${line}: ${path} ${message}`, '  ', '    '),
  );
  let number = 0;
  const shown = ({ line, path = '', message }: Left): string => {
    number += 1;
    const told = line === undefined ? message : describeProblem(to, { path, line, message });
    return filled(`${number}. ${told}`, '  ', '     ');
  };
  return [
    ...section('changed', changes.join('\n')),
    ...harms.flatMap((harm) =>
      section(
        TITLES[harm],
        left
          .filter((one) => one.harm === harm)
          .map(shown)
          .join('\n'),
      ),
    ),
    '',
    `${to} is written. Next: bastionless check ${to}`,
  ]
    .join('\n')
    .trimStart();
}
