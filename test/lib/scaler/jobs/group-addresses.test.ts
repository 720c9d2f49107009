import { setImmediate } from 'node:timers/promises';
import { Budget } from '../../../../lib/scaler/calls/budget.ts';
import { groupAddresses, groupsWithout } from '../../../../lib/scaler/jobs/group-addresses.ts';
import type { GitLab } from '../../../../lib/scaler/ports/gitlab.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW, times } from '../../../builders/state.ts';

const GROUPS = 40;
const settings = someSettings({
  runners: times(GROUPS, (id) => aRunner({ name: `${id}`, scope: { kind: 'Group', id } })),
});

/** Asks a GitLab each call of which takes a tenth of a second. */
async function ask({ seconds = 1000, calls = 1000 }) {
  const asked = { groups: 0, now: 0, mostAtOnce: 0 };
  const groupAddress = async (group: number) => {
    asked.groups += 1;
    asked.now += 1;
    asked.mostAtOnce = Math.max(asked.mostAtOnce, asked.now);
    await setImmediate();
    asked.now -= 1;
    return `https://gitlab.example.com/${group}/`;
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => NOW + asked.groups / 10 };
  const gitlab = { groupAddress } as unknown as GitLab;
  const answered = await groupAddresses({ gitlab, log }, settings, new Budget(clock, seconds, calls));
  return { ...asked, answered: answered.size };
}

test('all groups that runners are of are asked for, a few at a time', async () => {
  const { answered, mostAtOnce } = await ask({});
  expect(answered).toBe(GROUPS);
  expect(mostAtOnce).toBeLessThanOrEqual(5);
});

test.each([{ seconds: 1.95 }, { calls: 20 }])(
  'as many as %j allow, and their answers are kept',
  async (budget) => {
    expect(await ask(budget)).toMatchObject({ groups: 20, answered: 20 });
  },
);

test.each<[string, string | undefined, number[]]>([
  ['in the one', 'https://gitlab.example.com/acme/shop/-/jobs/1', [2]],
  ['in none', 'https://gitlab.example.com/others/shop/-/jobs/1', [1, 2]],
  ['of a name that begins alike', 'https://gitlab.example.com/acme-labs/shop/-/jobs/1', [1, 2]],
  ['nobody knows where', undefined, []],
])('a job’s project is outside of groups: %s', (_, url, outside) => {
  const groups = new Map([
    [1, 'https://gitlab.example.com/acme/'],
    [2, 'https://gitlab.example.com/acme/tools/'],
  ]);
  expect(groupsWithout(url, groups)).toEqual(outside);
});
