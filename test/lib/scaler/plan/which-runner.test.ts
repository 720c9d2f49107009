import type { ConfirmedJob } from '../../../../lib/scaler/state/jobs/job.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState } from '../../../builders/state.ts';
import { planned } from './planned.ts';

describe('which runner a job waits for', () => {
  const plain = aRunner({ name: 'plain' });
  const linux = aRunner({ name: 'linux', tags: ['linux', 'docker'], runUntagged: false });
  const both = aRunner({ name: 'both', tags: ['linux', 'gpu'], runUntagged: true, limit: 1 });
  const own = aRunner({ name: 'own', scope: { kind: 'Project', id: 7 } });

  test.each([
    ['without tags: one that runs untagged jobs', [linux, plain], {}, { plain: 1 }],
    ['all its tags must be the runner’s', [plain, linux], { tags: ['linux', 'docker'] }, { linux: 1 }],
    ['one tag too many', [plain, linux], { tags: ['linux', 'arm'] }, {}],
    ['the first in the file', [both, linux], { tags: ['linux'] }, { both: 1 }],
    ['another project’s runner', [own], { projectId: 8 }, {}],
    ['its own project’s runner', [own], { projectId: 7 }, { own: 1 }],
  ])('%s', (_, runners, traits, launch) => {
    const state = aState({ jobs: [aJob('pending', 1, traits)] });
    expect(planned(state, someSettings({ runners })).launch).toEqual(launch);
  });

  test('the runner of a group for none that is known to be outside of it, though one like it may be within', () => {
    const ofGroup = someSettings({ runners: [aRunner({ scope: { kind: 'Group', id: 7 } })] });
    const [outside, within] = [aJob('pending', 1) as ConfirmedJob, aJob('pending', 2)];
    const jobs = [{ ...outside, lookup: { ...outside.lookup, outsideOf: [7] } }, within];
    expect(planned(aState({ jobs }), ofGroup).launch).toEqual({ one: 1 });
  });

  test('one with a machine available, else one with room', () => {
    const runners = [both, linux];
    const waits = { jobs: [aJob('pending', 1, { tags: ['linux'] })] };
    const idle = [aMachine('Idle', 1, { runner: 'linux' })];
    const full = [aMachine('Used', 1, { runner: 'both' })];
    expect(planned(aState({ ...waits, machines: idle }), someSettings({ runners })).launch).toEqual({});
    expect(planned(aState({ ...waits, machines: full }), someSettings({ runners })).launch).toEqual({
      linux: 1,
    });
  });
});
