import * as v from 'valibot';
import { type Call, type Request, read } from '../request.ts';

/** 19.4 of "19.4.2-ee": what gitlab-runner's versions are compared with. */
export interface MinorVersion {
  readonly major: number;
  readonly minor: number;
}

const VersionAnswer = v.object({ version: v.string() });

/** GitLab's own; undefined where it does not tell. https://docs.gitlab.com/api/version/ */
export async function gitlabVersion(request: Request): Promise<MinorVersion | undefined> {
  const call: Call = { method: 'GET', path: '/version' };
  const answer = await request(call);
  return answer === undefined ? undefined : minorOf(read(call, VersionAnswer, answer.json).version);
}

/** Undefined of what is no version. */
export function minorOf(version: string): MinorVersion | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)(?:\D|$)/.exec(version) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

export const isNewer = (one: MinorVersion, other: MinorVersion): boolean =>
  one.major > other.major || (one.major === other.major && one.minor > other.minor);
