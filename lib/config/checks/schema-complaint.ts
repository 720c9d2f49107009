import type * as v from 'valibot';
import type { KeyPath } from '../file/toml.ts';
import { nearest } from '../nearest.ts';
import { Config } from '../schema/config.ts';
import { type AnySchema, keysOf, schemaAt } from '../schema/key-text.ts';
import { RUNNER_VERSION } from '../upstream/keys.ts';
import { ofAnotherTable } from '../upstream/lookup.ts';
import type { Complaint } from './complaint.ts';

/** What the schema says about a key, as a sentence for its author. */
export function complaintOf(issue: v.BaseIssue<unknown>): Complaint {
  const path = pathOf(issue);
  const { message } = issue;
  if (issue.received === 'undefined') return { path, message: `is missing: it ${message}` };
  return { path, message: issue.expected === 'never' ? `${message}${meant(path)}` : message };
}

const OPTIONS_OF_DRIVERS = ': options of docker-machine stand in MachineOptions = ["amazonec2-region=…"]';

const OF_OURS = ': docs/configuration.md has those that are';
const OF_NOBODY = `. GitLab Runner ${RUNNER_VERSION} does not know it either: take it out`;

/** What to do about a key that is not known. */
function meant(path: KeyPath): string {
  if (path.at(-2) === 'machine' && /^amazonec2|^engine/.test(String(path.at(-1)))) return OPTIONS_OF_DRIVERS;
  const names = keysOf(schemaAt(Config as unknown as AnySchema, path.slice(0, -1)));
  const near = nearest(String(path.at(-1)), names);
  if (near !== undefined) return `: did you mean ${near}?`;
  const other = ofAnotherTable(String(path.at(-1)));
  if (other !== undefined) return `: ${other}`;
  return path.includes('bastionless') ? OF_OURS : OF_NOBODY;
}

export const pathOf = (issue: v.BaseIssue<unknown>): KeyPath =>
  (issue.path ?? []).map((part) => part.key as string | number);
