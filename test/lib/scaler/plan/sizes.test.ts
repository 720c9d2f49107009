import type { State } from '../../../../lib/scaler/state/state.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aSetback, aState, NOW, times } from '../../../builders/state.ts';
import { nothing, planned } from './planned.ts';

describe('the sizes of a runner share its limit', () => {
  const entry = { name: 'one', limit: 3 };
  const runners = [
    aRunner({ name: 'one', limit: 3, entry, tags: ['aws'] }),
    aRunner({ name: 'one/large', limit: 2, entry, tags: ['aws', 'large'], onlyFor: 'large' }),
  ];
  const settings = someSettings({ runners });
  const small = (id: number) => aJob('pending', id, { tags: ['aws'] });
  const large = (id: number) => aJob('pending', id, { tags: ['aws', 'large'] });
  const ofSize = (state: 'Used' | 'Idle', number: number) => aMachine(state, number, { runner: 'one/large' });

  test.each<[string, Partial<State>, ReturnType<typeof planned>]>([
    [
      'each job has its own',
      { jobs: [small(1), large(2)] },
      { ...nothing, launch: { one: 1, 'one/large': 1 } },
    ],
    [
      'a job that names no size waits for none, though its machines have the tags',
      { jobs: [small(1)], machines: [ofSize('Idle', 1)] },
      { ...nothing, launch: { one: 1 } },
    ],
    [
      'a size that nobody named waits for nothing',
      { jobs: [aJob('pending', 1, { tags: ['aws', 'huge'] })] },
      nothing,
    ],
    [
      'a size has a limit of its own',
      { jobs: [large(1), large(2), large(3)] },
      { ...nothing, launch: { 'one/large': 2 }, held: ['1: limit 2 is reached'] },
    ],
    [
      'and all together one',
      { jobs: [small(1), small(2), large(3), large(4)] },
      {
        ...nothing,
        launch: { one: 2, 'one/large': 1 },
        held: ['1: limit 3 is reached by one and its sizes'],
      },
    ],
    [
      'of which one whose record cannot be read may be part',
      { jobs: [small(1), small(2), large(3)], unreadable: [{ key: 'machine#i-1', reason: 'it is old' }] },
      { ...nothing, launch: { one: 2 }, held: ['1: limit 3 is reached by one and its sizes'] },
    ],
    [
      'an idle machine of another size makes room',
      { jobs: [large(1)], machines: times(3, (number) => aMachine('Idle', number, { since: NOW - number })) },
      { launch: {}, remove: ['machine-3'], held: ['1: limit 3 is reached by one and its sizes'] },
    ],
    [
      'but one alone while machines of the size fail',
      {
        jobs: [large(1), large(2)],
        machines: times(3, (number) => aMachine('Idle', number, { since: NOW - number })),
        setbacks: runners.slice(1).map((runner) => aSetback(runner)),
      },
      { launch: {}, remove: ['machine-3'], held: ['2: limit 3 is reached by one and its sizes'] },
    ],
    [
      'what is above a lowered limit leaves, whatever its size',
      { machines: [aMachine('Idle', 1), ofSize('Used', 2), ofSize('Used', 3), ofSize('Used', 4)] },
      { ...nothing, remove: ['machine-1'] },
    ],
  ])('%s', (_, state, expected) => {
    expect(planned(aState(state), settings)).toEqual(expected);
  });

  test('an idle machine of another size makes room within concurrent too', () => {
    const machines = times(3, (number) => aMachine('Idle', number, { since: NOW - number }));
    const state = aState({ jobs: [large(1)], machines });
    expect(planned(state, someSettings({ concurrent: 3, runners })).remove).toEqual(['machine-3']);
  });
});
