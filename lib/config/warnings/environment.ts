import { type Trap, trap, type Written } from './warning.ts';

/** https://gitlab.com/gitlab-org/gitlab-runner/-/blob/main/common/config.go, parseVariable */
export function environmentTraps({ index, entry }: Written): Trap[] {
  const variables = [entry['environment'] ?? []].flat();
  const odd = variables.find((variable) => typeof variable === 'string' && !variable.includes('='));
  if (odd === undefined) return [];
  const message = `"${odd}" has no =, so GitLab Runner passes it over: variables are "NAME=value"`;
  return [trap('lost', ['runners', index, 'environment'], message)];
}
