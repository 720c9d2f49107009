import { compare } from '../../../../lib/scaler/audit/compare.ts';
import type { Finding, Observed } from '../../../../lib/scaler/audit/finding.ts';
import type { OwnInstance } from '../../../../lib/scaler/ports/ec2.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { aLaunch, aMachine, aState, NOW } from '../../../builders/state.ts';
import { SCALER } from '../a-world.ts';

const OLD = NOW - 3600;

const instance = (number: number, more: Partial<OwnInstance> = {}): OwnInstance => ({
  ...{
    instanceId: `i-${number}`,
    launchId: 'launch-of-old',
    runner: 'one',
    state: 'running',
    launchedAt: OLD,
  },
  ...more,
});
const runner = (id: number, machine: string) => ({ id, machine, description: `${machine} of ${SCALER}` });
const old = (...[state, number, more]: Parameters<typeof aMachine>): Machine =>
  aMachine(state, number, { since: OLD, ...more });

function inShort(finding: Finding): string {
  switch (finding.kind) {
    case 'Stray':
      return `stray ${finding.instance.instanceId}`;
    case 'Vanished':
      return `vanished ${finding.machine.instanceId}`;
    case 'OrphanRunner':
      return `orphan ${finding.runner.id}`;
    case 'DeletedRunner':
      return `deleted ${finding.machine.runnerId}`;
    case 'OpenSpotRequest':
      return `request ${finding.spotRequestId}`;
  }
}

function found(seen: Partial<Observed>, state: Partial<State> = {}): string[] {
  const observed = { instances: [], openSpotRequests: [], runners: [], placeholders: [], ...seen };
  return compare(observed, aState(state), NOW).map(inShort);
}

const gone = { kind: 'Gone', at: NOW, reason: 'its instance is terminated' } as const;
const unknown = (id: string) => aLaunch({ id, outcome: { kind: 'Unknown', tries: 1, againAt: NOW } });
const refused = (id: string) => aLaunch({ id, outcome: { kind: 'Unavailable', at: NOW, reason: 'none' } });

describe('what does not fit together', () => {
  test.each<[string, Partial<Observed>, Partial<State>, string[]]>([
    ['nothing', {}, {}, []],
    [
      'a machine with its instance and its runner',
      { instances: [instance(1)], runners: [runner(1, 'machine-1')] },
      { machines: [old('Idle', 1)] },
      [],
    ],
    ['an instance without a record', { instances: [instance(1)] }, {}, ['stray i-1']],
    ['one that stopped, too', { instances: [instance(1, { state: 'stopped' })] }, {}, ['stray i-1']],
    ['not one that leaves', { instances: [instance(1, { state: 'shutting-down' })] }, {}, []],
    ['not one that is new', { instances: [instance(1, { launchedAt: NOW - 600 })] }, {}, []],
    [
      'not one whose launch is being asked after',
      { instances: [instance(1, { launchId: 'asked' })] },
      { launches: [unknown('asked')] },
      [],
    ],
    [
      'one whose launch has another outcome',
      { instances: [instance(1, { launchId: 'asked' })] },
      { launches: [refused('asked')] },
      ['stray i-1'],
    ],
    [
      'not where GitLab does not say whether it runs a job',
      { instances: [instance(1)], runners: undefined },
      {},
      [],
    ],
    ['a record without an instance', {}, { machines: [old('Used', 1)] }, ['vanished i-1']],
    [
      'a record whose instance is stopped',
      { instances: [instance(1, { state: 'stopped' })] },
      { machines: [old('Used', 1)] },
      ['vanished i-1'],
    ],
    ['a record that is Removing, too', {}, { machines: [old('Removing', 1)] }, ['vanished i-1']],
    ['not one that is new', {}, { machines: [aMachine('Creating', 1, { since: NOW - 120 })] }, []],
    ['not one whose end is known', {}, { machines: [old('Removing', 1, { fate: gone })] }, []],
    ['not where EC2 does not answer', { instances: undefined }, { machines: [old('Used', 1)] }, []],
    ['a runner without a machine', { runners: [runner(7, 'machine-7')] }, {}, ['orphan 7']],
    [
      'not one whose machine is Creating',
      { instances: [instance(1)], runners: [runner(7, 'machine-1')] },
      { machines: [old('Creating', 1)] },
      [],
    ],
    [
      'one whose machine has another',
      { instances: [instance(1)], runners: [runner(1, 'machine-1'), runner(7, 'machine-1')] },
      { machines: [old('Idle', 1)] },
      ['orphan 7'],
    ],
    [
      'not one whose machine is on a record that cannot be read, nor that machine',
      { instances: [instance(1)], runners: [runner(7, 'machine-i-1')] },
      { unreadable: [{ key: 'machine#i-1', reason: 'it is of another version' }] },
      [],
    ],
    [
      'a machine whose runner is not listed',
      { instances: [instance(1), instance(2), instance(3)], runners: [runner(2, 'machine-2')] },
      { machines: [old('Idle', 1), old('Idle', 2), old('Used', 3)] },
      ['deleted 1'],
    ],
    [
      'not where GitLab lists no runners',
      { instances: [instance(1)], runners: undefined },
      { machines: [old('Idle', 1)] },
      [],
    ],
    ['a spot request that is open', { openSpotRequests: ['sir-1'] }, {}, ['request sir-1']],
    [
      'not while a launch is under way',
      { openSpotRequests: ['sir-1'] },
      { launches: [unknown('asked')] },
      [],
    ],
    [
      'not one that a machine is on record with',
      { instances: [instance(1)], openSpotRequests: ['sir-1'] },
      { machines: [old('Creating', 1, { spotRequestId: 'sir-1' })] },
      [],
    ],
  ])('%s', (_, seen, state, expected) => {
    expect(found(seen, state)).toEqual(expected);
  });
});
