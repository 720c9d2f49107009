import { clockFinding, judgeClock } from '../../../../lib/cli/doctor/clock.ts';

test.each([
  [0, 'ok', 'as this computer’s'],
  [-30, 'ok', 'as this computer’s'],
  [30, 'ok', 'as this computer’s'],
  [-180.4, 'warn', '3 min behind this computer’s. From 5 min on signed webhooks are refused'],
  [45, 'warn', '45 s ahead of this computer’s. From 5 min on signed webhooks are refused'],
])('GitLab’s clock is %i s ahead: %s', (skew, verdict, found) => {
  expect(judgeClock(skew, 'this computer’s')).toMatchObject({ check: 'GitLab’s clock', verdict, found });
});

test('a GitLab whose time cannot be asked is a warning', async () => {
  const ownTime = async () => {
    throw new Error('GitLab did not answer');
  };
  expect(await clockFinding({ ownTime })).toMatchObject({ verdict: 'warn', found: 'GitLab did not answer' });
});
