import * as v from 'valibot';
import { cacheComplaints } from './checks/cache-checks.ts';
import type { Complaint } from './checks/complaint.ts';
import { crossChecks, type Understood } from './checks/cross-checks.ts';
import { secretsIn } from './checks/secret-checks.ts';
import {
  kindComplaints,
  misspelledComplaints,
  optionComplaints,
  tableComplaints,
  topComplaints,
} from './checks/upstream-checks.ts';
import { readPart, withExecutors } from './executors.ts';
import { runnerTables } from './file/leaves.ts';
import { spelled } from './file/spelling.ts';
import { isWithin, type KeyPath, parseToml, showPath, type TomlDocument } from './file/toml.ts';
import { CA_ON_MACHINES } from './gitlab-ca.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './problem.ts';
import { Config, Runner, type RunnerEntry } from './schema/config.ts';
import { type AnySchema, schemaAt } from './schema/key-text.ts';
import type { RunnerSettings, Settings, TomlTable } from './settings.ts';
import { withSharedLabels } from './shared-labels.ts';
import { ec2ApiSettings } from './translate/ec2-api-settings.ts';
import { runnerSettings, runnersOf } from './translate/runner-settings.ts';
import { RUNNER_VERSION } from './upstream/keys.ts';
import { isTable } from './upstream/kinds.ts';
import { allTraps } from './warnings/all.ts';
import type { Trap, Warning } from './warnings/warning.ts';

/** All that there is to say of a config.toml. */
export interface Inspection {
  /** With the known keys in their known spelling. */
  readonly document: TomlDocument;
  /** None as long as there is something to mend. */
  readonly settings?: Settings;
  /** What is to be mended, by line. */
  readonly problems: readonly Problem[];
  /** What is no error, but may not mean what its author thinks, by line. */
  readonly warnings: readonly Warning[];
}

/** `file` is what messages call it. Throws ConfigError if it is not TOML. */
export function inspect(text: string, file: string): Inspection {
  const { document: asSpelled, complaints: spelling } = spelled(parseToml(text, file));
  const document = named(asSpelled);
  const assumed = withExecutors(document.value);
  const read: TomlDocument = { ...document, value: withSharedLabels(readPart(assumed.config)) };
  const parsed = v.safeParse(Config, read.value, { abortPipeEarly: true });
  const misshapen = runnerTables(read.value).flatMap(tableComplaints);
  const issues = (parsed.issues ?? [])
    .map(complaintOf)
    .filter(({ path }) => !misshapen.some((whole) => isWithin(path, whole.path)));
  const understood = understand(read);
  const complaints = [
    ...spelling,
    ...assumed.complaints,
    ...misshapen,
    ...issues,
    ...otherComplaints(read, understood, issues),
  ];
  const settings = parsed.success && complaints.length === 0 ? settingsOf(parsed.output) : undefined;
  return {
    document,
    ...(settings !== undefined && { settings }),
    problems: byLine(complaints.map((complaint) => problemOf(document, complaint))),
    warnings: byLine(
      withoutProblems(
        allTraps({ document: read, whole: assumed.config, runners: meaningOf(understood) }),
        complaints,
      ).map((trap) => ({
        ...problemOf(document, trap),
        harm: trap.harm,
      })),
    ),
  };
}

/**
 * What the schema does not say. It is looked for in the part of the file that is right, whatever is wrong beside it.
 */
function otherComplaints(
  document: TomlDocument,
  understood: readonly Understood[],
  issues: readonly Complaint[],
): Complaint[] {
  const entries = runnerTables(document.value);
  const found = [
    ...topComplaints(document.value),
    ...misspelledComplaints(document.value),
    ...entries.flatMap((entry, index) => [
      ...kindComplaints(entry, index),
      ...cacheComplaints(entry, index),
      ...optionComplaints(entry, index),
      ...secretsIn(entry, index),
    ]),
    ...crossChecks(understood),
  ];
  const told = new Set(issues.map(({ path }) => showPath(path)));
  return found.filter(({ path }) => {
    const isNew = !told.has(showPath(path));
    told.add(showPath(path));
    return isNew;
  });
}

/** The runners that can be understood, whatever is wrong beside them. */
function understand(document: TomlDocument): Understood[] {
  return runnerTables(document.value).flatMap((entry, index): Understood[] => {
    const known = understandEntry(entry);
    return known === undefined ? [] : [{ index, entry: known }];
  });
}

function meaningOf(understood: readonly Understood[]): ReadonlyMap<number, RunnerSettings> {
  const caFile = caFileOf(understood.map(({ entry }) => entry));
  return new Map(understood.map(({ index, entry }) => [index, withCa(runnerSettings(entry), caFile)]));
}

/** An entry as its schema has it, without the keys that are wrong; undefined if it cannot do without them. */
function understandEntry(entry: TomlTable): RunnerEntry | undefined {
  const first = v.safeParse(Runner, entry);
  if (first.success) return first.output;
  const rest = structuredClone(entry);
  for (const issue of first.issues) drop(rest, pathOf(issue));
  const second = v.safeParse(Runner, rest);
  return second.success ? second.output : undefined;
}

/** Of a list the whole is dropped, so that no element moves to another's place. */
function drop(entry: TomlTable, path: KeyPath): void {
  const end = path.findIndex((step, depth) => depth > 0 && typeof step === 'number');
  const [last, ...around] = (end < 0 ? path : path.slice(0, end)).toReversed();
  const holder = around.toReversed().reduce<unknown>((value, step) => (value as TomlTable)?.[step], entry);
  if (typeof holder === 'object' && holder !== null && last !== undefined)
    Reflect.deleteProperty(holder, last);
}

function settingsOf({ concurrent, runners }: v.InferOutput<typeof Config>): Settings {
  const caFile = caFileOf(runners);
  return {
    concurrent,
    gitlabUrl: runners[0]?.url ?? '',
    ...(caFile !== undefined && { caFile }),
    ec2Api: ec2ApiSettings(runners),
    runners: runners.flatMap(runnersOf).map((runner) => withCa(runner, caFile)),
  };
}

/** Named once, it is for all. */
const caFileOf = (entries: readonly RunnerEntry[]): string | undefined =>
  entries.map(({ bastionless }) => bastionless.ca_file).find((file) => file !== undefined);

/** On machines it is where we put it, whatever its path on the bastion was. */
const withCa = (runner: RunnerSettings, caFile: string | undefined): RunnerSettings =>
  caFile === undefined
    ? runner
    : { ...runner, passedOn: { ...runner.passedOn, 'tls-ca-file': CA_ON_MACHINES } };

/** GitLab Runner needs no name, and here much is named after it. */
function named(document: TomlDocument): TomlDocument {
  const { runners } = document.value;
  if (!Array.isArray(runners)) return document;
  const withNames = runners.map((entry, index) =>
    isTable(entry) && (entry['name'] === undefined || entry['name'] === '')
      ? { ...entry, name: `runner-${index + 1}` }
      : entry,
  );
  return { ...document, value: { ...document.value, runners: withNames } };
}

function complaintOf(issue: v.BaseIssue<unknown>): Complaint {
  const path = pathOf(issue);
  const { message } = issue;
  if (issue.received === 'undefined') return { path, message: `is missing: it ${message}` };
  return { path, message: issue.expected === 'never' ? `${message}${meant(path)}` : message };
}

const OPTIONS_OF_DRIVERS = ': options of docker-machine stand in MachineOptions = ["amazonec2-region=…"]';

const OF_OURS = ': docs/configuration.md has those that are';
const OF_NOBODY = `. GitLab Runner ${RUNNER_VERSION} does not know it either: take it out`;

function meant(path: KeyPath): string {
  if (path.at(-2) === 'machine' && /^amazonec2|^engine/.test(String(path.at(-1)))) return OPTIONS_OF_DRIVERS;
  const table = schemaAt(Config as unknown as AnySchema, path.slice(0, -1));
  const names = Object.keys(table?.wrapped?.entries ?? table?.entries ?? {});
  const near = nearest(String(path.at(-1)), names);
  if (near !== undefined) return `: did you mean ${near}?`;
  return path.includes('bastionless') ? OF_OURS : OF_NOBODY;
}

const pathOf = (issue: v.BaseIssue<unknown>): KeyPath =>
  (issue.path ?? []).map((part) => part.key as string | number);

const problemOf = (document: TomlDocument, { path, message }: Complaint): Problem => ({
  path: showPath(path),
  line: document.lineOf(path),
  message,
});

const byLine = <T extends Problem>(problems: readonly T[]): T[] =>
  problems.toSorted((one, other) => one.line - other.line);

/** One word of a key is enough. */
function withoutProblems(traps: readonly Trap[], complaints: readonly Complaint[]): Trap[] {
  const told = new Set(complaints.map(({ path }) => showPath(path)));
  return traps.filter(({ path }) => !told.has(showPath(path)));
}
