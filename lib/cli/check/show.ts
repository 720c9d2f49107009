import { describeProblem, type Problem, toldOnce } from '../../config/problem.ts';
import type { KeyVerdict, VerdictName } from '../../config/verdicts.ts';
import { some } from '../../scaler/plan/some.ts';
import { type Paint, paint } from '../terminal/output.ts';
import { section } from '../terminal/table.ts';
import { filled } from '../terminal/text.ts';
import type { CheckReport } from './check.ts';
import type { UserDataSize } from './user-data.ts';

/** The report for people: what differs, unless all is asked for. */
export function showCheck(file: string, report: CheckReport, isAll: boolean): string {
  const { ok, keys, runners, problems, warnings } = report;
  const told = ({ path, line, message }: Problem) => describeProblem(file, { path, line, message });
  const shown = (all: readonly KeyVerdict[]) => groups(isAll ? all : all.filter(({ isSame }) => !isSame));
  const verdict = ok
    ? paint('green', `${file} is valid.`)
    : paint('red', `${file} has ${some(problems.length, 'error')}.`);
  return [
    ...section('all runners', shown(keys)),
    ...[...Map.groupBy(runners, ({ keys: own }) => shown(own))].flatMap(([text, alike]) =>
      section(`runner ${alike.map(({ name }) => name).join(', ')}`, text),
    ),
    ...summary(report, isAll),
    ...report.userData
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, 1)
      .map(userDataLine),
    '',
    ...toldOnce(warnings).map((warning) => line('yellow', 'warning:', told(warning))),
    ...toldOnce(problems).map((problem) => line('red', 'error:', told(problem))),
    verdict,
  ]
    .join('\n')
    .trimStart();
}

const line = (colour: Paint, word: string, text: string): string =>
  filled(text, `${word} `, INDENT).replace(word, paint(colour, word));

function summary({ keys, runners }: CheckReport, isAll: boolean): string[] {
  const all = [...keys, ...runners.flatMap((runner) => runner.keys)];
  const same = all.filter(({ isSame }) => isSame).length;
  if (isAll || same === 0) return [];
  const does = same === 1 ? 'works' : 'work';
  return ['', `${some(same, 'other key')} ${does} as on the bastion: --all shows them.`];
}

/** Of the runner that has the most. */
const userDataLine = ({ runner, bytes, limit }: UserDataSize): string =>
  `User data of ${runner}: ${bytes} of ${limit} bytes.`;

const COLOURS: Readonly<Record<VerdictName, Paint>> = {
  honoured: 'green',
  'passed on': 'cyan',
  replaced: 'cyan',
  ignored: 'yellow',
  refused: 'red',
};

interface Group {
  readonly verdict: VerdictName;
  readonly note: string;
  readonly keys: string[];
}

const INDENT = '    ';

/** Keys with one reason stand together under it, in the order of the file. */
function groups(keys: readonly KeyVerdict[]): string {
  const found = new Map<string, Group>();
  for (const { path, verdict, note: whole } of keys) {
    // Of docker-machine's options each says in its note which it is.
    const [, option, note = whole] = /^([a-z0-9]+-[a-z0-9-]+): (.*)$/s.exec(whole) ?? [];
    const group = found.get(`${verdict} ${note}`) ?? { verdict, note, keys: [] };
    found.set(`${verdict} ${note}`, group);
    const name = option ?? path.replace(/^runners\[\d+\]\./, '');
    if (!group.keys.includes(name)) group.keys.push(name);
  }
  return [...found.values()].map(shownGroup).join('\n');
}

function shownGroup({ verdict, note, keys }: Group): string {
  const head = filled(`${verdict}: ${note}`, INDENT.slice(2), INDENT).replace(
    verdict,
    paint(COLOURS[verdict], verdict),
  );
  return [head, filled(keys.join(', '), INDENT, INDENT)].join('\n');
}
