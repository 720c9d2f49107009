import { duration } from '../../scaler/plan/duration.ts';
import { some } from '../../scaler/plan/some.ts';
import { describeDrain } from '../../scaler/state/drain.ts';
import { WAIT_PARTS } from '../../scaler/state/machines/first-wait.ts';
import { inDollars } from '../costs/show.ts';
import { type Paint, paint } from '../terminal/output.ts';
import { section, table } from '../terminal/table.ts';
import {
  AHEAD_HEADING,
  aheadRows,
  BUDGET_HEADING,
  budgetRows,
  EXPECTED_HEADING,
  expectedRows,
} from './lookahead.ts';
import type { MachineStatus, StatusReport } from './report.ts';

/** Rows of a table that people see; --json has them all. */
const MOST_ROWS = 25;
/** Of what a machine said last. */
const LAST_LINES = 5;

const COLOURS: Readonly<Record<MachineStatus['state'], Paint>> = {
  Creating: 'cyan',
  Idle: 'green',
  Used: 'blue',
  Removing: 'yellow',
};

/** The report for people. `name` is the deployment's. */
export function showStatus(name: string, report: StatusReport): string {
  const { at, drain, runners, machines, firstWaits, jobs, held, launches, decisions } = report;
  const ago = (time: string) => duration(Math.floor((Date.parse(at) - Date.parse(time)) / 1000));
  const machineRows = machines.map(({ name: machine, state, since, builds, jobs: own, places }) => [
    machine,
    paint(COLOURS[state], state),
    ago(since),
    String(builds),
    places === 1 ? own.join() : `${own.length} of ${places}${own.length === 0 ? '' : `: ${own.join(', ')}`}`,
  ]);
  const jobRows = jobs.map(({ id, name: job, status, since, machine, waitsFor }) => [
    String(id),
    job,
    status,
    ago(since),
    machine ?? paint('yellow', waitsFor ?? ''),
  ]);
  return [
    `${paint('bold', name)}: ${some(machines.length, 'machine')}, ${jobsInShort(report)}`,
    ...(drain === null
      ? []
      : [paint('yellow', `${describeDrain({ ...drain, since: Date.parse(drain.since) / 1000 })}`)]),
    ...runnersTable(runners),
    ...waitsTable(firstWaits),
    ...listed('machines', ['name', 'state', 'for', 'builds', 'job'], machineRows),
    ...listed('jobs', ['id', 'name', 'status', 'for', 'machine, or why it has none'], jobRows),
    ...lookaheadTables(report),
    ...listed(
      'held back',
      ['machines', 'runner', 'why'],
      held.map(({ runner, count, reason }) => [String(count), runner, reason]),
    ),
    ...listed(
      'launches',
      ['machines', 'runner', 'ago', 'what came of it'],
      launches.map(({ runner, count, at: time, outcome }) => [String(count), runner, ago(time), outcome]),
    ),
    ...failures(report, ago),
    ...costTables(report),
    ...listed(
      'last decisions',
      ['ago', 'machines', 'why'],
      decisions.map(({ at: time, state, machines: count, reason }) => [
        ago(time),
        `${count} ${state}`,
        reason,
      ]),
    ),
  ].join('\n');
}

/** Of jobs that machines were launched for. */
function waitsTable(firstWaits: StatusReport['firstWaits']): string[] {
  const rows = firstWaits.map((wait) => [
    ...[wait.runner, String(wait.jobs)],
    ...WAIT_PARTS.map((part) => duration(wait[part])),
  ]);
  const heading = ['runner', 'jobs', 'webhook', 'launch', 'EC2', 'boot', 'runner', 'job'];
  return listed('waits for a new machine, in the middle: until there is …', heading, rows);
}

function lookaheadTables({ at, lookahead }: StatusReport): string[] {
  const now = Date.parse(at) / 1000;
  return [
    ...listed('jobs that come', EXPECTED_HEADING, expectedRows(lookahead, now)),
    ...listed('lookahead', BUDGET_HEADING, budgetRows(lookahead)),
    ...listed('what came of it', AHEAD_HEADING, aheadRows(lookahead)),
  ];
}

/** Records, and machines, that are of no use. */
function failures({ unreadable, setbacks, gaveUp }: StatusReport, ago: (time: string) => string): string[] {
  return [
    ...listed(
      'records that cannot be read, and are left alone: correct or delete them in the table',
      ['record', 'why'],
      unreadable.map(({ key, reason }) => [key, reason]),
    ),
    ...listed(
      'machines that left before running a job',
      ['in a row', 'runner', 'what EC2 or the last one said'],
      setbacks.map(({ runner, failed, reason }) => [String(failed), runner, reason]),
    ),
    ...listed(
      'gave up, within a day',
      ['machine', 'ago', 'why'],
      gaveUp.map(({ machine, at: time, reason }) => [machine, ago(time), reason]),
    ),
    ...gaveUp
      .slice(0, 1)
      .flatMap(({ machine, lines }) =>
        section(
          `what ${machine} said last; all of it: bastionless logs ${machine}`,
          lines.slice(-LAST_LINES).join('\n'),
        ),
      ),
  ];
}

function costTables({ costs }: StatusReport): string[] {
  const told = (what: string, all: StatusReport['costs']['projects']) =>
    listed(
      `cost within a day, by ${what}`,
      ['dollars', 'jobs', what],
      all.map(({ name, jobs, dollars }) => [inDollars(dollars), String(jobs), name ?? 'none']),
    );
  return [...told('project', costs.projects), ...told('runner', costs.runners)];
}

function jobsInShort({ jobs }: StatusReport): string {
  const running = jobs.filter(({ status }) => status !== 'pending').length;
  return `${some(jobs.length - running, 'job')} waiting, ${running} running`;
}

function runnersTable(runners: StatusReport['runners']): string[] {
  const rows = runners.map(({ name, creating, idle, used, removing, limit }) => [
    name,
    ...[creating, idle, used, removing].map(String),
    limit === null ? 'not in config.toml' : String(limit || 'none'),
  ]);
  return listed('runners', ['runner', 'creating', 'idle', 'used', 'removing', 'limit'], rows);
}

/** A table under its title; nothing without rows. */
function listed(title: string, heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > MOST_ROWS ? `\n… and ${rows.length - MOST_ROWS} more (--json has all)` : '';
  return section(title, table(heading, rows.slice(0, MOST_ROWS)) + more);
}
