import { obstacleOf } from '../../../../../lib/scaler/plan/demand/obstacle.ts';
import { type PassedOver, passingOver } from '../../../../../lib/scaler/state/jobs/passed-over.ts';
import { aRunner } from '../../../../builders/settings.ts';
import { aJob, NOW, unconfirmed } from '../../../../builders/state.ts';

const NEVER: readonly PassedOver[] = [];
const RUNNERS = [aRunner({ tags: ['aws'] })];

test.each([
  ['has just been told of', unconfirmed(aJob('pending', 1, { at: NOW - 50 })), undefined],
  [
    'GitLab does not answer for, being down or refusing the token',
    unconfirmed(aJob('pending', 1, { at: NOW - 150 })),
    'GitLab has not answered for 2 min 30 s what its tags are: is it up, and is the access token valid?',
  ],
  ['a runner can run', aJob('pending', 1, { tags: ['aws'] }), undefined],
  ['has other tags', aJob('pending', 1, { tags: ['gpu'] }), 'no runner of its project has all its tags: gpu'],
])('a job that %s', (_, job, obstacle) => {
  expect(obstacleOf(job, RUNNERS, NOW)).toBe(obstacle);
});

test('a job that GitLab keeps from one runner is not said to have passed over a machine of each that is given the same', () => {
  const [one, other] = [aRunner({ name: 'one' }), aRunner({ name: 'other' })];
  const passedOver = [one, other].reduce((before, runner) => passingOver(before, runner, NOW), NEVER);
  expect(obstacleOf({ ...aJob('pending', 1), passedOver }, [one, other], NOW)).toBe(
    'GitLab did not give it to a ready machine (a protected branch, or group runners switched off?): ' +
      `no machine of one or other is started for it until ${new Date((NOW + 3600) * 1000).toISOString().slice(0, 16)}Z`,
  );
});
