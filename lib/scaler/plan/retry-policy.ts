import type { InterruptionSettings } from '../../config/settings.ts';
import type { Losable } from '../state/jobs/lost-job.ts';

type Rule = (job: Losable, settings: InterruptionSettings) => string | undefined;

const isOff: Rule = (_, { retry }) => (retry ? undefined : 'retry_interrupted is false');

const isRetriedOften: Rule = ({ retries = 0 }, { retryLimit }) =>
  retries >= retryLimit ? `retry_limit ${retryLimit} is reached` : undefined;

const hasExceptedTag: Rule = ({ tags }, { exceptTags }) => {
  const tag = tags.find((own) => exceptTags.includes(own));
  return tag === undefined ? undefined : `its tag ${tag} is among retry_except_tags`;
};

const isOfExceptedEnvironment: Rule = ({ environment }, { exceptEnvironments }) =>
  environment !== undefined && exceptEnvironments.some((pattern) => matches(pattern, environment))
    ? `its environment ${environment} is among retry_except_environments`
    : undefined;

/** Why a job that was lost with its machine is not to be retried; undefined if it is. For people. */
export function whyNotRetried(job: Losable, settings: InterruptionSettings): string | undefined {
  for (const rule of [isOff, isRetriedOften, hasExceptedTag, isOfExceptedEnvironment]) {
    const reason = rule(job, settings);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
