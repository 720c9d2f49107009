import { createPlaceholder } from '../../../lib/gitlab/placeholders.ts';
import type { Request } from '../../../lib/gitlab/request.ts';
import { aRunner } from '../../builders/settings.ts';

/** Answers as GitLab does; what it is asked is noted, and from that call on it fails as long as it is told to. */
function aGitLab(failing?: string) {
  const calls: string[] = [];
  const request: Request = async ({ method, path, body }) => {
    calls.push(`${method} ${path} ${JSON.stringify(body ?? {})}`);
    if (failing !== undefined && path === failing) throw new Error('GitLab answered 500');
    const json = path === '/user/runners' ? { id: 7, token: 'glrt-its' } : undefined;
    return { json, headers: new Headers(), ahead: 0 };
  };
  return { calls, request };
}

test('it calls while it is paused, so that it is given no job, and is paused no more', async () => {
  const { calls, request } = aGitLab();
  await createPlaceholder(request, aRunner(), 'placeholder of one');
  expect(calls).toEqual([
    expect.stringMatching(/^POST \/user\/runners .*"description":"placeholder of one".*"paused":true/),
    'POST /jobs/request {"token":"glrt-its"}',
    'PUT /runners/7 {"paused":false}',
  ]);
});

test.each(['/jobs/request', '/runners/7'])('where GitLab fails %s, none is left', async (path) => {
  const { calls, request } = aGitLab(path);
  await expect(createPlaceholder(request, aRunner(), 'placeholder of one')).rejects.toThrow('500');
  expect(calls.at(-1)).toBe('DELETE /runners/7 {}');
});
