import type { Guest, JournalEntry } from './guest/guest.ts';
import { type Call, POLL, REGISTER } from './outside/neighbour.ts';

interface Step {
  readonly at: number;
  readonly what: string;
}

/** What others say of a boot, by unit and text, and what it means. */
const SAID: readonly (readonly [unit: string, text: string, what: string])[] = [
  ['cloud-init-local.service', "running 'init-local'", 'cloud-init looks for its data'],
  ['cloud-init.service', "running 'init'", 'cloud-init has the network'],
  ['cloud-final.service', "running 'modules:final'", 'cloud-init comes to the user data'],
  ['init.scope', 'Started docker.service', 'Docker has started'],
  ['bastionless-runner.service', 'Starting runner', 'gitlab-runner has started'],
];
/** What our script says. */
const OURS = /^bastionless \[[\d.]+\] (.*)/;

/** The steps of a boot, in seconds from its kernel's start to the runner's first poll. Once the guest is off. */
export function timeline(guest: Guest, calls: readonly Call[]): string {
  const journal = guest.journal();
  const polled = calls.find(({ call }) => call === POLL)?.at ?? Number.NaN;
  const steps: readonly Step[] = [
    { at: guest.bootedAt, what: 'the kernel starts' },
    ...journal.slice(0, 1).map(({ at }) => ({ at, what: 'systemd runs' })),
    ...SAID.flatMap(([unit, text, what]) => firstOf(journal, unit, text).map(({ at }) => ({ at, what }))),
    ...journal.flatMap(({ at, text }) => wordsOf(text).map((what) => ({ at, what }))),
    ...calls.flatMap(({ at, call, status }) =>
      call === REGISTER && status === 200 ? [{ at, what: 'registered' }] : [],
    ),
    { at: polled, what: 'its first poll' },
  ];
  return steps
    .filter(({ at }) => at <= polled)
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, what }) => `${(at - guest.bootedAt).toFixed(2).padStart(8)} s  ${what}\n`)
    .join('');
}

function firstOf(journal: readonly JournalEntry[], unit: string, text: string): readonly JournalEntry[] {
  return journal.filter((entry) => entry.unit === unit && entry.text.includes(text)).slice(0, 1);
}

function wordsOf(text: string): readonly string[] {
  const [, words] = OURS.exec(text) ?? [];
  return words === undefined ? [] : [`"${words}"`];
}
