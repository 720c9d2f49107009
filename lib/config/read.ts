import * as v from 'valibot';
import type { Complaint } from './checks/complaint.ts';
import { crossChecks } from './checks/cross-checks.ts';
import { ConfigError, type Problem } from './problem.ts';
import { Config } from './schema/config.ts';
import type { Settings } from './settings.ts';
import { readTextFile } from './text-file.ts';
import { parseToml, showPath, type TomlDocument } from './toml.ts';
import { ec2ApiSettings } from './translate/ec2-api-settings.ts';
import { runnerSettings } from './translate/runner-settings.ts';

/** Throws ConfigError with all that is wrong in the file, or UnreadableFile. */
export function readConfigFile(path: string): Settings {
  return readConfig(readTextFile(path), path);
}

/** `file` is what errors call it. Throws ConfigError with all that is wrong. */
export function readConfig(text: string, file: string): Settings {
  const document = parseToml(text, file);
  const parsed = v.safeParse(Config, document.value, { abortPipeEarly: true });
  if (!parsed.success) fail(document, parsed.issues.map(complaintOf));

  const { concurrent, runners } = parsed.output;
  const complaints = crossChecks(runners);
  if (complaints.length > 0) fail(document, complaints);
  return {
    concurrent,
    gitlabUrl: runners[0]?.url ?? '',
    ec2Api: ec2ApiSettings(runners),
    runners: runners.map(runnerSettings),
  };
}

function fail(document: TomlDocument, complaints: readonly Complaint[]): never {
  const problems = complaints.map(
    ({ path, message }): Problem => ({ path: showPath(path), line: document.lineOf(path), message }),
  );
  throw new ConfigError(document.file, problems);
}

function complaintOf(issue: v.BaseIssue<unknown>): Complaint {
  const path = (issue.path ?? []).map((part) => part.key as string | number);
  const { message } = issue;
  return { path, message: issue.received === 'undefined' ? `is missing: it ${message}` : message };
}
