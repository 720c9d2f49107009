import { cacheComplaints } from './checks/cache-checks.ts';
import type { Complaint } from './checks/complaint.ts';
import { crossChecks, type Understood } from './checks/cross-checks.ts';
import { complaintOf } from './checks/schema-complaint.ts';
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
import { isWithin, parseToml, showPath, type TomlDocument } from './file/toml.ts';
import { CA_ON_MACHINES } from './gitlab-ca.ts';
import { knownPart } from './known-part.ts';
import type { Problem } from './problem.ts';
import type { ConfigEntries, RunnerEntry } from './schema/config.ts';
import type { RunnerSettings, Settings } from './settings.ts';
import { withSharedLabels } from './shared-labels.ts';
import { ec2ApiSettings } from './translate/ec2-api-settings.ts';
import { runnerSettings, runnersOf } from './translate/runner-settings.ts';
import { understand } from './understand.ts';
import { isTable } from './upstream/kinds.ts';
import { allTraps } from './warnings/all.ts';
import type { Trap, Warning } from './warnings/warning.ts';

/** Everything that there is to say about a config.toml. */
export interface Inspection {
  /** With the known keys in their known spelling. */
  readonly document: TomlDocument;
  /** None while there are problems. */
  readonly settings?: Settings;
  /** By line. */
  readonly problems: readonly Problem[];
  /** By line. */
  readonly warnings: readonly Warning[];
}

/** `file` is what messages call it. Throws ConfigError if it is not TOML. */
export function inspect(text: string, file: string): Inspection {
  const { document: asSpelled, complaints: spelling } = spelled(parseToml(text, file));
  const document = named(asSpelled);
  const assumed = withExecutors(document.value);
  const read: TomlDocument = { ...document, value: withSharedLabels(readPart(assumed.config)) };
  const { config: known, issues: found, output } = knownPart(read.value);
  const misshapen = runnerTables(read.value).flatMap(tableComplaints);
  const issues = found
    .map(complaintOf)
    .filter(({ path }) => !misshapen.some((whole) => isWithin(path, whole.path)));
  const understood = understand(known);
  const complaints = [
    ...spelling,
    ...assumed.complaints,
    ...misshapen,
    ...issues,
    ...otherComplaints(read, understood, issues),
  ];
  const settings = output !== undefined && complaints.length === 0 ? settingsOf(output) : undefined;
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
 * What the schema does not find. It looks at the part of the file that is right, whatever is wrong beside it.
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

function meaningOf(understood: readonly Understood[]): ReadonlyMap<number, RunnerSettings> {
  const caFile = caFileOf(understood.map(({ entry }) => entry));
  return new Map(understood.map(({ index, entry }) => [index, withCa(runnerSettings(entry), caFile)]));
}

function settingsOf({ concurrent, runners }: ConfigEntries): Settings {
  const caFile = caFileOf(runners);
  return {
    concurrent,
    gitlabUrl: runners[0]?.url ?? '',
    ...(caFile !== undefined && { caFile }),
    ec2Api: ec2ApiSettings(runners),
    runners: runners.flatMap(runnersOf).map((runner) => withCa(runner, caFile)),
  };
}

/** Named once, it holds for all. */
const caFileOf = (entries: readonly RunnerEntry[]): string | undefined =>
  entries.map(({ bastionless }) => bastionless.ca_file).find((file) => file !== undefined);

/** On machines it is where we put it, whatever the bastion's path was. */
const withCa = (runner: RunnerSettings, caFile: string | undefined): RunnerSettings =>
  caFile === undefined
    ? runner
    : { ...runner, passedOn: { ...runner.passedOn, 'tls-ca-file': CA_ON_MACHINES } };

/** GitLab Runner needs no name, but we name much after it. */
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

const problemOf = (document: TomlDocument, { path, message }: Complaint): Problem => ({
  path: showPath(path),
  line: document.lineOf(path),
  message,
});

const byLine = <T extends Problem>(problems: readonly T[]): T[] =>
  problems.toSorted((one, other) => one.line - other.line);

/** A key with a problem needs no warning. */
function withoutProblems(traps: readonly Trap[], complaints: readonly Complaint[]): Trap[] {
  const told = new Set(complaints.map(({ path }) => showPath(path)));
  return traps.filter(({ path }) => !told.has(showPath(path)));
}
