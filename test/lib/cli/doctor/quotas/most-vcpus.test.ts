import { mostVcpus } from '../../../../../lib/cli/doctor/quotas/most-vcpus.ts';
import { aMachineSection, aRunner } from '../../../../builders/settings.ts';

/** A runner, or a size of the entry that is named: the vCPUs of a machine, limits, and places. */
interface Asked {
  readonly vcpus: number;
  readonly entry?: string;
  readonly limit?: number;
  readonly entryLimit?: number;
  readonly places?: number;
}

const demandOf = ({ vcpus, entry = 'linux', limit = 0, entryLimit = 0, places = 1 }: Asked) => ({
  vcpus,
  runner: aRunner({
    ...{ name: `${entry}/${vcpus}`, limit, entry: { name: entry, limit: entryLimit } },
    machine: aMachineSection({ places }),
  }),
});

test.each<[string, number, Asked[], number]>([
  ['one runner', 10, [{ vcpus: 2 }], 20],
  ['within its limit', 10, [{ vcpus: 2, limit: 4 }], 8],
  ['a runner and a size: concurrent of the largest', 10, [{ vcpus: 2 }, { vcpus: 8 }], 80],
  ['a size that is limited', 10, [{ vcpus: 2 }, { vcpus: 8, limit: 3 }], 3 * 8 + 7 * 2],
  [
    'what they share',
    10,
    [
      { vcpus: 2, entryLimit: 4 },
      { vcpus: 8, limit: 3, entryLimit: 4 },
    ],
    3 * 8 + 2,
  ],
  ['two entries', 10, [{ vcpus: 2 }, { vcpus: 4, entry: 'arm', entryLimit: 5 }], 5 * 4 + 5 * 2],
  ['four places on a machine', 10, [{ vcpus: 8, places: 4 }], 16],
])('%s', (_, concurrent, asked, vcpus) => {
  expect(mostVcpus(asked.map(demandOf), concurrent)).toBe(vcpus);
});
