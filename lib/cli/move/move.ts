import { isOurs, withExecutors } from '../../config/executors.ts';
import { runnerTables } from '../../config/file/leaves.ts';
import { inspect } from '../../config/inspect.ts';
import { inserted } from '../../config/mend/edits.ts';
import { lineOrigins } from '../../config/mend/line-origins.ts';
import { mended } from '../../config/mend/mend.ts';
import { spansIn } from '../../config/mend/spans.ts';
import { describeProblem, type Problem, toldOnce } from '../../config/problem.ts';
import { HARMS, type Harm, type Warning } from '../../config/warnings/warning.ts';
import { userDataProblems } from '../check/user-data.ts';
import { section } from '../terminal/table.ts';
import { filled } from '../terminal/text.ts';

/** A config.toml of a bastion, made ready to be deployed. */
export interface Move {
  readonly text: string;
  /** What was changed, by line of the bastion's file. */
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

/** Of docker-autoscaler, whose file says nothing of machines. */
const OF_THE_GROUP = `
    # What the Auto Scaling group's launch template says:
    # machine_options = ["amazonec2-region=eu-west-1", "amazonec2-subnet-id=subnet-…", "amazonec2-instance-type=m5.large"]`;

const OUR_TABLE = `
  # Of bastionless; GitLab Runner ignores this table.
  [runners.bastionless]
    # project = 42                     # whose jobs it is for, by the id on its page in GitLab; or group = 7
    # tags = ["aws"]                   # as the runner has them in GitLab; without any, it runs jobs without tags
    # access_level = "ref_protected"   # if the runner is protected in GitLab
    # maximum_timeout = 3600           # if it has one in GitLab`;

/** `to` is what the written file is called. Throws ConfigError if the text is not TOML. */
export function moveOf(text: string, file: string, to: string): Move {
  const lines = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const others = othersIn(lines, file);
  const ours = withoutOthers(lines, others);
  const first = mended(ours, file);
  const origins = lineOrigins(lines, ours);
  const whole = withOurTable(first.text);
  const inspection = inspect(whole, to);
  const problems = [...inspection.problems, ...userDataProblems(inspection, to)];
  const wrong = problems.map((problem): Left => ({ harm: 'wrong', ...problem }));
  return {
    text: text.includes('\r\n') ? whole.replaceAll('\n', '\r\n') : whole,
    done: first.done.map((change) => ({ ...change, line: origins[change.line - 1] ?? change.line })),
    left: [...wrong, ...byHarm(inspection.warnings), ...others.map(leftOut), ...IN_GITLAB],
  };
}

interface Other {
  readonly index: number;
  readonly name: string;
  readonly executor: string;
}

/** Runners of other executors; none where there is no other runner. */
function othersIn(text: string, file: string): Other[] {
  const { value } = inspect(text, file).document;
  const entries = runnerTables(value);
  const meant = runnerTables(withExecutors(value).config);
  const others = entries.flatMap(({ name, executor }, index) =>
    typeof executor !== 'string' || isOurs(meant[index]?.['executor'])
      ? []
      : [{ index, name: String(name), executor }],
  );
  return others.length === entries.length ? [] : others;
}

function withoutOthers(text: string, others: readonly Other[]): string {
  const { runners } = spansIn(text);
  return others.toReversed().reduce((now, { index }) => {
    const [start, end] = runners[index] ?? [0, 0];
    // With the comments right above, which are about it.
    return now.slice(0, start).replace(/([ \t]*#[^\n]*\n)+$/, '') + now.slice(end);
  }, text);
}

const leftOut = ({ name, executor }: Other): Left => ({
  harm: 'lost',
  message: `runner "${name}" is left out: bastionless does not run its executor, ${executor}. Keep it where it is`,
});

/** To each runner that has none. */
function withOurTable(text: string): string {
  const entries = runnerTables(inspect(text, '').document.value);
  return spansIn(text).runners.reduceRight((now, [, end], index) => {
    const { bastionless, executor } = entries[index] ?? {};
    if (bastionless !== undefined) return now;
    const more = executor === 'docker-autoscaler' ? OF_THE_GROUP : '';
    return inserted(now, end, `${OUR_TABLE}${more}`.slice(1));
  }, text);
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
  wrong: 'to correct before it can be deployed',
  exposed: 'who may do more than before',
  broken: 'what would fail',
  lost: 'what has no effect here',
  differs: 'what differs from the bastion',
  check: 'what the file does not say',
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
        toldOnce(left.filter((one) => one.harm === harm))
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
