import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { SimulatedProject } from '../../../lib/simulation/gitlab/model.ts';
import type { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import { type configOf, crowdedConfigOf, pairConfigOf, roomyConfigOf } from './config.ts';
import { burstOf, deceptionOf, type Push, pushTo, severalTo, trickleOf } from './pushes.ts';
import type { Encore, Plot } from './scenario.ts';
import { CALM_FROM, START } from './times.ts';

/** A plot may need the place of the first runner, or all of config.toml, to be another than chance would have it. */
interface Outline<P = Plot> {
  readonly scope?: string;
  readonly config?: typeof configOf;
  readonly tell: (runners: readonly RunnerSettings[]) => P;
}

const GROUP = PROJECT.groupId;
const OF_GROUP = `group = ${GROUP}`;
const OF_PROJECT = `project = ${PROJECT.id}`;
const OF_PROJECT_UNLOCKED = `${OF_PROJECT}
    locked = false`;
const FIRST_ID = 2000;
/** More than a page of them has, and than GitLab says were active last: jobs are pushed in those of the second page. */
const PROJECTS = 130;
/** Seconds. */
const LONGEST_OUTAGE = 900;
const LONGEST_KEPT = 1500;
/** Seconds in which an audit comes through, whatever goes wrong. */
const FIRST_AUDITS = 1800;

const atOnce = (push: Push): Encore => ({ pushes: [{ ...push, after: 0 }] });

const inGroup = (id: number, more: Partial<SimulatedProject> = {}): SimulatedProject => ({
  ...{ id, path: `acme/project-${id}`, groupId: GROUP },
  ...more,
});

/** By their names. Each has its share of the seeds; in the others nothing is odd but what goes wrong. */
const OUTLINES: Readonly<Record<string, (random: SeededRandom) => Outline<Omit<Plot, 'plot'>>>> = {
  'two deployments on one GitLab': () => ({ tell: () => ({ isShared: true }) }),
  'a group of many projects, whose schedules are no activity': (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      projects: [
        ...Array.from({ length: PROJECTS }, (_, index) => inGroup(FIRST_ID + index)),
        inGroup(FIRST_ID + PROJECTS, { withoutHook: true }),
      ],
      encore: atOnce(pushTo(random, FIRST_ID + PROJECTS, runners, 'schedule')),
      pushes: Array.from({ length: 20 }, () =>
        pushTo(random, FIRST_ID + random.whole(100, PROJECTS - 1), runners, 'schedule'),
      ),
    }),
  }),
  'group runners are off in a project': (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      projects: [0, 1].map((number) => inGroup(FIRST_ID + number, { withoutGroupRunners: true })),
      pushes: Array.from({ length: 3 }, () => pushTo(random, FIRST_ID, runners)),
      ...(random.next() < 0.5 && {
        switchedOn: { projectId: FIRST_ID, at: random.between(CALM_FROM, CALM_FROM + 1800) },
      }),
      // Not before the jobs are passed over, and when the machines have left that were launched for them.
      encore: {
        ...atOnce(severalTo(random, FIRST_ID + 1, runners)),
        switchedOn: { projectId: FIRST_ID + 1, after: random.between(1200, 3000) },
      },
    }),
  }),
  'a project outside the group, which only others serve': (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      projects: [{ id: FIRST_ID, path: 'elsewhere/site', groupId: GROUP + 1 }],
      pushes: Array.from({ length: 3 }, () => pushTo(random, FIRST_ID, runners)),
    }),
  }),
  // GitLab lists the jobs of all projects of a group for its owner, and of all there are for an administrator: to be
  // hidden, jobs must be of a project that has enabled a project's runner for itself. `Ci::RunnerJobsFinder`
  'a project whose jobs our token does not see': (random) => ({
    scope: OF_PROJECT_UNLOCKED,
    tell: (runners) => ({
      projects: [inGroup(FIRST_ID, { withoutHook: true })],
      borrower: FIRST_ID,
      hidden: FIRST_ID,
      pushes: Array.from({ length: 24 }, () => pushTo(random, FIRST_ID, runners)),
    }),
  }),
  'a project without a webhook, whose people cancel its jobs soon': (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      projects: [inGroup(FIRST_ID, { withoutHook: true })],
      impatient: FIRST_ID,
      pushes: Array.from({ length: 24 }, () => pushTo(random, FIRST_ID, runners)),
    }),
  }),
  'pipelines that end with their first stage every other time': (random) => ({
    tell: (runners) => ({ pushes: deceptionOf(random, runners) }),
  }),
  'a project of which GitLab answers 500, beside one without a webhook': (random) => ({
    scope: OF_GROUP,
    tell: (runners) => {
      const from = random.between(START, CALM_FROM - LONGEST_OUTAGE);
      return {
        projects: [inGroup(FIRST_ID), inGroup(FIRST_ID + 1, { withoutHook: true })],
        outage: { projectId: FIRST_ID, from, until: from + random.between(120, LONGEST_OUTAGE) },
        encore: atOnce(pushTo(random, FIRST_ID + 1, runners)),
        pushes: Array.from({ length: 8 }, (_, index) => pushTo(random, FIRST_ID + (index % 2), runners)),
      };
    },
  }),
  'people who take every runner for their project that they can': () => ({
    scope: OF_PROJECT,
    tell: () => ({ projects: [inGroup(FIRST_ID)], borrower: FIRST_ID }),
  }),
  'EC2 has no machines for one runner, and those of another take all the room': (random) => ({
    config: crowdedConfigOf,
    tell: (runners) => {
      const [needy] = runners.filter(({ tags }) => tags.includes('gpu'));
      return {
        ...(needy !== undefined && { exhausted: needy.name, busy: [needy] }),
        pushes: Array.from({ length: 4 }, () =>
          pushTo(random, PROJECT.id, needy === undefined ? [] : [needy]),
        ),
      };
    },
  }),
  'a project whose minutes of instance runners are used up': (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      projects: [inGroup(FIRST_ID)],
      minutesUsedUp: { projectId: FIRST_ID, at: START + FIRST_AUDITS },
      pushes: Array.from({ length: 8 }, () => pushTo(random, FIRST_ID, runners)),
    }),
  }),
  'an entry of config.toml is deployed no more': (random) => ({
    config: pairConfigOf,
    tell: (runners) => {
      const [entry] = runners.flatMap((runner) => (runner.entry === runners[0]?.entry ? [] : runner.entry));
      const at = random.between(START + 600, CALM_FROM - 600);
      return entry === undefined ? {} : { removed: { entry: entry.name, at } };
    },
  }),
  'an operator keeps machines': (random) => ({
    tell: () => ({
      kept: Array.from({ length: 6 }, () => ({
        at: random.between(START, CALM_FROM - LONGEST_KEPT),
        seconds: random.between(0, LONGEST_KEPT),
      })),
    }),
  }),
  'a record that cannot be read': (random) => ({
    tell: () => ({
      unreadable: random.oneOf(['job#999999', 'launch of a runner that is gone', 'setback#gone']),
    }),
  }),
  'many machines, of which each has a short job now and then': (random) => ({
    config: roomyConfigOf,
    tell: (runners) => ({ encore: { pushes: trickleOf(random, runners) } }),
  }),
  'more jobs at once than a page has': (random) => ({
    tell: (runners) => ({ pushes: burstOf(random, runners) }),
  }),
};

/**
 * In half of the worlds. Every plot draws a number, and the highest has the world: so one more of them leaves the worlds
 * of the others as they are.
 */
export function plotOf(random: SeededRandom): Outline {
  if (random.next() < 0.5) return { tell: () => ({ plot: 'none' }) };
  const [drawn] = Object.entries(OUTLINES)
    .map(([plot, outline]) => ({ plot, outline, lot: random.fork(`lot of ${plot}`).next() }))
    .toSorted((one, other) => other.lot - one.lot);
  if (drawn === undefined) throw new Error('there is no plot');
  const { plot, outline } = drawn;
  const { tell, ...rest } = outline(random.fork(plot));
  return { ...rest, tell: (runners) => ({ plot, ...tell(runners) }) };
}
