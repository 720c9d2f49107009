import { Deadline } from '../../../functions/runtime/deadline.ts';

const { jest } = import.meta;
// No time passes but what a test says.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test.each<[string, number | undefined, number]>([
  ['before an invocation has begun, as on a computer, for ever', undefined, Number.POSITIVE_INFINITY],
  ['all but ten seconds of an invocation', 120, 110],
  ['nothing of one that is about to end', 9, 0],
])('others may take %s', (_, remaining, left) => {
  const deadline = new Deadline();
  if (remaining !== undefined) deadline.begin(remaining * 1000);
  expect(Math.ceil(deadline.left())).toBe(left);
});

test('a call of GitLab may take ten seconds, and no more than is left', async () => {
  process.env['GITLAB_TOKEN_PARAMETER'] = '/bastionless/test/gitlab-token';
  const { gitlabConnection } = await import('../../../functions/runtime/gitlab.ts');
  const deadline = new Deadline();
  const connection = gitlabConnection(deadline);
  const allowed = [120, 14.5, 5].map((remaining) => {
    deadline.begin(remaining * 1000);
    return connection.timeoutSeconds;
  });
  expect(allowed).toEqual([10, 4, 0]);
});
