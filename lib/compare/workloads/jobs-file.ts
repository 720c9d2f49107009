import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { DateTime } from 'luxon';
import { INPUT, shownFile } from '../../config/file/text-file.ts';
import type { RunnerSettings } from '../../config/settings.ts';
import { some } from '../../scaler/plan/some.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { Kinds, type LeftOut } from './kinds.ts';
import { type RecordedJob, recordedPipelines } from './recorded-pipelines.ts';
import type { Workload } from './workload.ts';

/** A file of jobs, read. */
interface JobsFile {
  readonly workload: Workload;
  /** Jobs that no runner of config.toml may run, by their tags. They are left out. */
  readonly leftOut: readonly LeftOut[];
}

interface Row {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string | undefined>>;
}

const COLUMNS = ['queued_at', 'duration_s', 'tags'];
const HEADER = COLUMNS.join(',');
const DAY = 86_400;
/** One time that is wrong would be simulated for decades. */
const MOST_DAYS = 366;
/** GitLab lets no job run for longer than a month. */
const LONGEST_JOB = 31 * DAY;

/**
 * Reads jobs as a CI's export has them: a header, then `queued_at,duration_s,tags` in any order of lines, and where
 * their pipelines are known `pipeline_id,stage,name,project,created_at`; other columns are not read. All lines are read before
 * anything is simulated.
 * Throws Error that names the line and says what to do.
 *
 * @param path `-` for the standard input
 * @param days read no further than this many days from the first job
 */
export async function readJobsFile(
  path: string,
  runners: readonly RunnerSettings[],
  days?: number,
): Promise<JobsFile> {
  const file = shownFile(path);
  const jobs: RecordedJob[] = [];
  const kinds = new Kinds(runners);
  const once = textsOnce();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await eachRow(path, (row, line) => {
    const queuedAt = timeOf(row['queued_at'] ?? '', file, line);
    const duration = durationOf(row['duration_s'] ?? '', file, line);
    const kind = kinds.of(row['tags'] ?? '', line);
    if (kind === undefined) return;
    const { createdAt, ...names } = originOf(row, queuedAt, file, line);
    jobs.push({ queuedAt, duration, kind, createdAt, ...once(names) });
    first = Math.min(first, createdAt);
    last = Math.max(last, queuedAt);
  });
  const { leftOut } = kinds;
  if (jobs.length === 0) throw new Error(noJobs(file, leftOut));
  const end = first + (days ?? daysBetween(first, last, file)) * DAY;
  const workload: Workload = {
    title: `${file}: ${some(jobs.length, 'job')}`,
    ...{ start: first, end },
    pipelines: () => recordedPipelines(jobs, end),
  };
  return { workload, leftOut };
}

function daysBetween(first: UnixSeconds, last: UnixSeconds, file: string): number {
  const days = Math.floor((last - first) / DAY) + 1;
  if (days <= MOST_DAYS) return days;
  const [from, to] = [first, last].map((time) => isoTime(time).slice(0, 10));
  throw new Error(
    `${file}: its jobs are of ${days} days, ${from} to ${to}, and ${MOST_DAYS} at most are simulated: is a time wrong? If not, --days ${MOST_DAYS} takes the first`,
  );
}

/** What the row says of the job's pipeline. A job was created before it began to wait, whatever clocks say. */
function originOf(row: Row['record'], queuedAt: UnixSeconds, file: string, line: number) {
  const { pipeline_id: pipeline, stage, name, project = '', created_at: created } = row;
  if (!pipeline || !stage || !name) return { ...OF_NO_PIPELINE, createdAt: queuedAt };
  const createdAt = created ? timeOf(created, file, line, 'created_at') : queuedAt;
  const own = { pipeline: `${project} ${pipeline}`, stage, name, project };
  return { ...own, createdAt: Math.min(createdAt, queuedAt) };
}

/** Keeps each text once in memory, however many jobs have it. */
function textsOnce() {
  const known = new Map<string, string>();
  const once = (text: string): string => known.get(text) ?? known.set(text, text).get(text) ?? text;
  return <Names extends Readonly<Record<string, string>>>(names: Names): Names =>
    Object.fromEntries(Object.entries(names).map(([key, text]) => [key, once(text)])) as Names;
}

const OF_NO_PIPELINE = { stage: 'test', name: 'job', project: 'project' };

/** In another encoding tags would have other names. */
async function* asText(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function eachRow(path: string, read: (row: Row['record'], line: number) => void): Promise<void> {
  const file = shownFile(path);
  const rows = path === INPUT ? process.stdin : createReadStream(path);
  const parser = parse({
    bom: true,
    columns: (names: string[]) => headerOf(names, file),
    info: true,
    skip_empty_lines: true,
    trim: true,
  });
  try {
    await pipeline(rows, asText, parser, async (parsed: AsyncIterable<Row>) => {
      for await (const { record, info } of parsed) read(record, info.lines);
    });
  } catch (error) {
    if (error instanceof CsvError) throw new Error(`${file}: ${error.message}`);
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') throw new Error(`${file} is a folder, not a file`);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new Error(`${file} is not in UTF-8: save it in that encoding`);
    if (code !== 'ENOENT') throw error;
    if (path === '') throw new Error('the name of a file is empty');
    throw new Error(`there is no file ${file}: bastionless export makes one of jobs in GitLab`);
  }
}

function headerOf(written: readonly string[], file: string): string[] {
  const names = written.map((name) => name.toLowerCase());
  const missing = COLUMNS.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new Error(
      `${file}: line 1: there is no column ${missing}: the first line must be a header, as in ${HEADER}`,
    );
  }
  return names;
}

/** An earlier number is no time of a CI job: this is 1973. */
const EARLIEST = 1e8;
/** A number from this on is in milliseconds. */
const MILLISECONDS_FROM = 1e11;

/** Seconds since 1970, or milliseconds, by their size; or ISO 8601, in UTC where it names no zone. */
function timeOf(text: string, file: string, line: number, column = 'queued_at'): UnixSeconds {
  const time = /^\d+(\.\d+)?$/.test(text) ? ofNumber(Number(text)) : ofIso(text);
  if (time >= EARLIEST) return time;
  throw new Error(
    `${file}: line ${line}: ${column} is "${text}": it must be a time such as 2026-11-23T09:30:00Z, or seconds since 1970`,
  );
}

const ofNumber = (value: number): UnixSeconds => (value >= MILLISECONDS_FROM ? value / 1000 : value);

/** Also with a space for the T and UTC for the Z, as databases write it. NaN if it is no time. */
function ofIso(text: string): UnixSeconds {
  const iso = text.replace(/^(\d{4}-\d\d-\d\d) (\d)/, '$1T$2').replace(/ ?UTC$/, 'Z');
  return DateTime.fromISO(iso, { zone: 'utc' }).toSeconds();
}

function durationOf(text: string, file: string, line: number): number {
  const seconds = text === '' ? Number.NaN : Number(text);
  if (seconds >= 0 && seconds <= LONGEST_JOB) return seconds;
  throw new Error(
    `${file}: line ${line}: duration_s is "${text}": it must be a number of seconds, ${LONGEST_JOB} (31 days) at most`,
  );
}

function noJobs(file: string, leftOut: readonly LeftOut[]): string {
  const [first] = leftOut;
  if (first === undefined)
    return `${file}: it has no jobs: below its header, ${HEADER}, there must be a line for each`;
  const tags =
    first.tags === ''
      ? 'no tags, and no runner of config.toml runs untagged jobs'
      : `the tags "${first.tags}", which no runner of config.toml has`;
  return `${file}: line ${first.line}: the job has ${tags}, and so it is with all others: say them in [runners.bastionless] tags, or run_untagged`;
}
