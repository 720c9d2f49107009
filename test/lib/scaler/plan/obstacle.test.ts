import { obstacleOf } from '../../../../lib/scaler/plan/obstacle.ts';
import { aRunner } from '../../../builders/settings.ts';
import { aJob, NOW, unconfirmed } from '../../../builders/state.ts';

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
