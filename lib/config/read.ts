import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { checkPeriod } from './cron/period.ts';
import { type ParsedOptions, parseMachineOptions } from './machine-options/parse.ts';
import { ConfigError, type Problem } from './problem.ts';
import { type BastionlessEntry, Config, type MachineEntry, type RunnerEntry } from './schema.ts';
import type {
  IdlePeriod,
  IdleSettings,
  MachineSettings,
  RunnerScope,
  RunnerSettings,
  Settings,
  TomlTable,
} from './settings.ts';
import { type KeyPath, parseToml, showPath, type TomlDocument } from './toml.ts';

/** Keys of `[[runners]]` that are ours to act on: the machine's own gitlab-runner is not given them. */
const OURS = ['name', 'url', 'token', 'executor', 'limit', 'machine', 'bastionless'];

/** Throws ConfigError with all that is wrong in the file, or what the system says if it cannot be read. */
export function readConfigFile(path: string): Settings {
  return readConfig(readFileSync(path, 'utf8'), path);
}

/** `file` is what errors call it. Throws ConfigError with all that is wrong. */
export function readConfig(text: string, file: string): Settings {
  const document = parseToml(text, file);
  const parsed = v.safeParse(Config, document.value, { abortPipeEarly: true });
  if (!parsed.success)
    throw new ConfigError(
      file,
      parsed.issues.map((issue) => problemOf(issue, document)),
    );

  const { concurrent, runners } = parsed.output;
  const problems = runners.flatMap((entry, index) => [
    ...checkRunner(entry, index, runners),
    ...checkPeriods(entry, index),
    ...optionProblems(parseMachineOptions(entry.machine.MachineOptions), index),
  ]);
  if (problems.length > 0) {
    throw new ConfigError(
      file,
      problems.map(({ path, message }) => problemAt(document, path, message)),
    );
  }
  return {
    concurrent,
    gitlabUrl: runners[0]?.url ?? '',
    runners: runners.map(settingsOf),
  };
}

interface Complaint {
  readonly path: KeyPath;
  readonly message: string;
}

function problemAt(document: TomlDocument, path: KeyPath, message: string): Problem {
  return { path: showPath(path), line: document.lineOf(path), message };
}

function problemOf(issue: v.BaseIssue<unknown>, document: TomlDocument): Problem {
  const path = (issue.path ?? []).map((part) => part.key as string | number);
  const told = issue.received === 'undefined' ? `is missing: it ${issue.message}` : issue.message;
  return problemAt(document, path, told);
}

function checkRunner(entry: RunnerEntry, index: number, all: readonly RunnerEntry[]): Complaint[] {
  const at = (...keys: string[]): KeyPath => ['runners', index, ...keys];
  const complaints: Complaint[] = [];
  if (all.findIndex((other) => other.name === entry.name) !== index) {
    complaints.push({ path: at('name'), message: `"${entry.name}" is the name of another runner too` });
  }
  if (entry.url !== all[0]?.url) {
    complaints.push({
      path: at('url'),
      message: 'must be the url of the first runner: one deployment serves one GitLab, deploy another stage',
    });
  }
  const { project, group, tags, run_untagged } = entry.bastionless;
  if (project !== undefined && group !== undefined) {
    complaints.push({
      path: at('bastionless', 'group'),
      message: 'must not be set beside project: keep one',
    });
  }
  if (tags.length === 0 && run_untagged === false) {
    complaints.push({
      path: at('bastionless', 'run_untagged'),
      message: 'must not be false without tags: the runner could run no job. Set tags',
    });
  }
  return complaints;
}

function checkPeriods(entry: RunnerEntry, index: number): Complaint[] {
  const { OffPeakPeriods, autoscaling } = entry.machine;
  const machine = ['runners', index, 'machine'];
  return [
    ...checkEach(OffPeakPeriods, [...machine, 'OffPeakPeriods']),
    ...autoscaling.flatMap(({ Periods }, place) =>
      checkEach(Periods, [...machine, 'autoscaling', place, 'Periods']),
    ),
  ];
}

function checkEach(periods: readonly string[], path: KeyPath): Complaint[] {
  return periods.flatMap((period, place) => {
    const message = checkPeriod(period);
    return message === undefined ? [] : [{ path: [...path, place], message }];
  });
}

function optionProblems(parsed: ParsedOptions, index: number): Complaint[] {
  return parsed.verdicts.flatMap(({ verdict, note }, place) =>
    verdict === 'refused'
      ? [{ path: ['runners', index, 'machine', 'MachineOptions', place], message: note }]
      : [],
  );
}

function settingsOf(entry: RunnerEntry): RunnerSettings {
  const { tags, run_untagged } = entry.bastionless;
  return {
    name: entry.name,
    limit: entry.limit,
    scope: scopeOf(entry.bastionless),
    tags,
    runUntagged: run_untagged ?? tags.length === 0,
    machine: machineOf(entry.machine, entry.bastionless),
    ec2: parseMachineOptions(entry.machine.MachineOptions).ec2,
    passedOn: passedOnOf(entry),
  };
}

function scopeOf({ project, group }: BastionlessEntry): RunnerScope {
  if (project !== undefined) return { kind: 'Project', id: project };
  if (group !== undefined) return { kind: 'Group', id: group };
  return { kind: 'Instance' };
}

function machineOf(machine: MachineEntry, { boot_timeout }: BastionlessEntry): MachineSettings {
  return {
    namePattern: machine.MachineName,
    maxBuilds: machine.MaxBuilds,
    maxGrowthRate: machine.MaxGrowthRate,
    bootTimeout: boot_timeout,
    idle: idleOf(machine),
    periods: [...offPeakOf(machine), ...machine.autoscaling.map(periodOf)],
  };
}

type IdleEntry = Pick<MachineEntry, 'IdleCount' | 'IdleCountMin' | 'IdleScaleFactor' | 'IdleTime'>;

function idleOf({ IdleCount, IdleCountMin, IdleScaleFactor, IdleTime }: IdleEntry): IdleSettings {
  return {
    idleCount: IdleCount,
    idleCountMin: IdleCountMin,
    idleScaleFactor: IdleScaleFactor,
    idleTime: IdleTime,
  };
}

function periodOf(entry: MachineEntry['autoscaling'][number]): IdlePeriod {
  return { ...idleOf(entry), periods: entry.Periods, timezone: entry.Timezone };
}

/** OffPeak* are one entry of `[[runners.machine.autoscaling]]`, from before there were any. */
function offPeakOf(machine: MachineEntry): IdlePeriod[] {
  if (machine.OffPeakPeriods.length === 0) return [];
  return [
    {
      periods: machine.OffPeakPeriods,
      timezone: machine.OffPeakTimezone,
      idleCount: machine.OffPeakIdleCount,
      idleCountMin: 0,
      idleScaleFactor: 0,
      idleTime: machine.OffPeakIdleTime,
    },
  ];
}

function passedOnOf(entry: RunnerEntry): TomlTable {
  const kept = Object.entries(entry as TomlTable).filter(([key]) => !OURS.includes(key));
  return Object.fromEntries(kept);
}
