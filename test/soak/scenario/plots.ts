import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { SimulatedProject } from '../../../lib/simulation/gitlab/model.ts';
import type { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import { burstOf, pushTo } from './pushes.ts';
import type { Plot } from './scenario.ts';
import { CALM_FROM } from './times.ts';

/** A plot may need the place of the first runner to be another than chance would have it. */
interface Outline {
  readonly scope?: string;
  readonly tell: (runners: readonly RunnerSettings[]) => Plot;
}

const GROUP = PROJECT.groupId;
const OF_GROUP = `group = ${GROUP}`;
const FIRST_ID = 2000;
/** More than a page of them has, and than GitLab says were active last: jobs are pushed in those of the second page. */
const PROJECTS = 130;

const inGroup = (id: number, more: Partial<SimulatedProject> = {}): SimulatedProject => ({
  ...{ id, path: `acme/project-${id}`, groupId: GROUP },
  ...more,
});

/** Each has its share of the seeds; in the others nothing is odd but what goes wrong. */
const OUTLINES: readonly ((random: SeededRandom) => Outline)[] = [
  () => ({ tell: () => ({ plot: 'two deployments on one GitLab', isShared: true }) }),
  (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      plot: 'a group of many projects, whose schedules are no activity',
      projects: [
        ...Array.from({ length: PROJECTS }, (_, index) => inGroup(FIRST_ID + index)),
        inGroup(FIRST_ID + PROJECTS, { withoutHook: true }),
      ],
      encore: pushTo(random, FIRST_ID + PROJECTS, runners, 'schedule'),
      pushes: Array.from({ length: 20 }, () =>
        pushTo(random, FIRST_ID + random.whole(100, PROJECTS - 1), runners, 'schedule'),
      ),
    }),
  }),
  (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      plot: 'group runners are off in a project',
      projects: [inGroup(FIRST_ID, { withoutGroupRunners: true })],
      pushes: Array.from({ length: 3 }, () => pushTo(random, FIRST_ID, runners)),
      ...(random.next() < 0.5 && {
        switchedOn: { projectId: FIRST_ID, at: random.between(CALM_FROM, CALM_FROM + 1800) },
      }),
    }),
  }),
  (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      plot: 'a project outside the group, which only others serve',
      projects: [{ id: FIRST_ID, path: 'elsewhere/site', groupId: GROUP + 1 }],
      pushes: Array.from({ length: 3 }, () => pushTo(random, FIRST_ID, runners)),
    }),
  }),
  (random) => ({
    scope: OF_GROUP,
    tell: (runners) => ({
      plot: 'a project whose jobs our token does not see',
      projects: [inGroup(FIRST_ID)],
      hidden: FIRST_ID,
      pushes: Array.from({ length: 12 }, () => pushTo(random, FIRST_ID, runners)),
    }),
  }),
  (random) => ({
    tell: () => ({
      plot: 'a record that cannot be read',
      unreadable: random.oneOf(['job#999999', 'launch of a runner that is gone', 'setback#gone']),
    }),
  }),
  (random) => ({
    tell: (runners) => ({
      plot: 'more jobs at once than a page has',
      pushes: burstOf(random, runners),
    }),
  }),
];

/** In half of the worlds. */
export function plotOf(random: SeededRandom): Outline {
  if (random.next() < 0.5) return { tell: () => ({ plot: 'none' }) };
  return random.oneOf(OUTLINES)(random);
}
