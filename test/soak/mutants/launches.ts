import type { IdleSettings, Settings } from '../../../lib/config/settings.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { bound, broken, type Mutant, misled, mutant, tampering, withMachine } from './mutant.ts';

/** Of launches: how many, when, and what is remembered of them. */
export const LAUNCHES: readonly Mutant[] = [
  broken('does not put a launch on record', 'store', () => ({ openLaunches: async () => true })),
  mutant('launches under an id of its own each time', () => {
    const random = new SeededRandom(1);
    return tampering('ec2', (ec2) => ({
      launch: (launch, runner) => ec2.launch({ ...launch, id: random.hex(32) }, runner),
    }));
  }),
  broken('opens a launch whatever another reconcile has opened since it read', 'store', (store) => ({
    openLaunches: async (launches) => store.openLaunches(launches, await store.readActive()),
  })),
  broken('forgets how often EC2 refused a runner machines', 'store', (store) => ({
    replaceLaunch: ({ refused: _, ...launch }) => store.replaceLaunch(launch),
  })),
  mutant('lets the idle rules take the places that it made room in for jobs', () => {
    let isRoomMade = false;
    return tampering('store', (store) => ({
      machines: {
        ...bound(store.machines),
        remove: async (machine, at) => {
          isRoomMade ||= machine.reason.startsWith('jobs wait for ');
          return store.machines.remove(machine, at);
        },
      },
      readActive: async () => {
        const { jobs, ...state } = await store.readActive();
        const shown = isRoomMade ? [...jobs].filter(({ status }) => status !== 'pending') : jobs;
        isRoomMade = false;
        return { ...state, jobs: shown };
      },
    }));
  }),
  broken('does not finish a launch that was cut short', 'store', (store) => ({
    readActive: async () => ({ ...(await store.readActive()), launches: [] }),
  })),
  broken('closes no launch', 'store', () => ({ closeLaunch: async () => true })),
  broken('launches nothing', 'store', () => ({ openLaunches: async () => false })),
  misled('ignores limit', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({
      ...runner,
      limit: 0,
      entry: { ...runner.entry, limit: 0 },
    })),
  })),
  misled('ignores MaxGrowthRate', withMachine({ maxGrowthRate: 0 })),
  misled('buys on demand what it may buy on the spot alone', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map(({ ec2, ...runner }) => ({
      ...runner,
      ec2: {
        ...ec2,
        market: ec2.market.kind === 'Spot' ? { ...ec2.market, onDemandFallback: true } : ec2.market,
      },
    })),
  })),
  misled('ignores concurrent', (settings) => ({ ...settings, concurrent: 1_000_000 })),
  misled('counts machines, and not their places, for concurrent', ({ concurrent, runners, ...rest }) => ({
    ...{ ...rest, runners },
    concurrent: concurrent * Math.max(...runners.map(({ machine }) => machine.places)),
  })),
  misled('keeps machines ready outside the period', withIdle({ idleCount: 2 })),
  broken('does not heed a drain', 'store', (store) => ({
    readActive: async () => {
      const { drain: _, ...state } = await store.readActive();
      return state;
    },
  })),
  broken('drains for ever', 'store', (store) => ({
    readActive: async () => ({ ...(await store.readActive()), drain: { since: 0, reason: '' } }),
  })),
  broken('replaces at once whatever ended without a job', 'store', (store) => ({
    recordSetback: async () => true,
    readActive: async () => ({ ...(await store.readActive()), setbacks: [] }),
  })),
  misled('does not heed lookahead_budget', ({ runners, ...rest }) => ({
    ...rest,
    runners: runners.map((runner) => ({ ...runner, lookahead: { isOn: true, budget: 1 } })),
  })),
  broken('forgets what was launched ahead in vain', 'store', (store) => ({
    recordHistory: ({ periods, ...history }) =>
      store.recordHistory({ ...history, periods: periods.map((period) => ({ ...period, inVain: 0 })) }),
  })),
];

function withIdle(idle: Partial<IdleSettings>) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map(({ machine, ...runner }) => ({
      ...runner,
      machine: { ...machine, idle: { ...machine.idle, ...idle } },
    })),
  });
}
