import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { USUAL_CONFIG } from '../../config/config-file.ts';
import { readConfigFile } from '../../config/read.ts';
import { type Request, requester } from '../../gitlab/request.ts';
import { some } from '../../scaler/plan/some.ts';
import { isoTime } from '../../scaler/state/time.ts';
import { Trouble } from '../explain.ts';
import { trustGitlab } from '../gitlab/trust.ts';
import { progressBar } from '../simulate/progress-bar.ts';
import { writeWhole } from '../terminal/output-file.ts';
import { type ProjectJob, projectJobs } from './project-jobs.ts';

export interface ExportOptions {
  readonly project: readonly string[];
  readonly days: number;
  /** None: that of the config.toml. */
  readonly url?: string;
  readonly token?: string;
  readonly config: string;
  /** None: the standard output. */
  readonly out?: string;
}

const DAY = 86_400;
export const HEADER = 'queued_at,duration_s,tags,pipeline_id,stage,name,project,created_at';

/** Writes the projects' jobs of the last days as CSV, as they come. Throws Trouble if it is not known where or who. */
export async function exportJobs(options: ExportOptions, now: number): Promise<void> {
  const request = requester({ url: urlOf(options), token: async () => tokenOf(options) });
  tokenOf(options);
  const { out } = options;
  const writeTo = (stream: Writable) => writeJobs(stream, request, options, now);
  const count = await (out === undefined ? writeTo(process.stdout) : writeWhole(out, writeTo));
  tell(`${some(count, 'job')} that ran in the last ${some(options.days, 'day')}.`);
}

/** Says how many there are. */
async function writeJobs(
  out: Writable,
  request: Request,
  { project: projects, days }: ExportOptions,
  now: number,
): Promise<number> {
  const since = now - days * DAY;
  const bar = progressBar();
  let count = 0;
  // It comes with the first page: where GitLab answers nothing, nothing is written.
  let header = `${HEADER}\n`;
  try {
    for (const project of projects) {
      for await (const jobs of projectJobs(request, { project, since, tell })) {
        count += jobs.length;
        await write(out, `${header}${jobs.map((job) => lineOf(job, project)).join('')}`);
        header = '';
        const oldest = jobs.at(-1)?.createdAt ?? now;
        bar.show(`${some(count, 'job')} of ${project}`, Math.min(1, (now - oldest) / (now - since)));
      }
    }
  } finally {
    bar.stop();
  }
  return count;
}

const tell = (what: string): void => {
  process.stderr.write(`${what}\n`);
};

function urlOf({ url, config }: ExportOptions): string {
  if (url !== undefined) return url.replace(/\/+$/, '');
  if (config === USUAL_CONFIG && !existsSync(config))
    throw new Trouble(
      'the address of GitLab is not known.',
      'Give it with --url, or run the command where config.toml is.',
    );
  return trustGitlab(readConfigFile(config), config).gitlabUrl;
}

function tokenOf({ token }: ExportOptions): string {
  if (token !== undefined && token !== '') return token;
  throw new Trouble(
    'there is no access token for GitLab.',
    'Give one with the scope read_api: GITLAB_TOKEN=… bastionless export …',
  );
}

/** A tag that has spaces in it stays whole: they are separated by `;`. */
function lineOf(job: ProjectJob, project: string): string {
  const { queuedAt, duration, tags, pipelineId, stage, name, createdAt } = job;
  const fields = [isoTime(queuedAt), `${Math.round(duration * 1000) / 1000}`, tags.join(';')];
  return `${[...fields, `${pipelineId}`, stage, name, project, isoTime(createdAt)].map(quoted).join(',')}\n`;
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function write(out: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => out.write(text, (error) => (error ? reject(error) : resolve())));
}
