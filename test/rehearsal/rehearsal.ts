import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readConfig } from '../../lib/config/read.ts';
import type { RunnerSettings, Settings } from '../../lib/config/settings.ts';
import { RealClock } from '../../lib/local/clock/real-clock.ts';
import { createApp } from '../../lib/local/server/app.ts';
import { Gate } from '../../lib/local/server/gate.ts';
import { listen } from '../../lib/local/server/listen.ts';
import { openEmbeddedTable } from '../../lib/local/world/embedded-table.ts';
import { createWorld, type LocalWorld } from '../../lib/local/world/world.ts';
import { userDataOf } from '../../lib/machine/user-data.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { PROJECT } from '../../lib/simulation/world/projects.ts';
import { type Guest, NEIGHBOUR } from './guest/guest.ts';
import { guestBase } from './guest/guest-base.ts';
import { type GuestImage, type ImageName, imageNamed } from './guest/image.ts';
import { BESIDE_RUNNER, WITH_RUNNER } from './images.ts';
import { Fleet, type FleetOptions } from './outside/fleet.ts';
import { iamAuthorizer } from './outside/iam-authorizer.ts';
import { type Call, type NeighbourOptions, neighbour } from './outside/neighbour.ts';
import { Watch } from './watch.ts';

const REGION = 'us-east-1';

export interface RehearsalOptions
  extends Pick<NeighbourOptions, 'interfere' | 'reword'>,
    Partial<
      Pick<
        FleetOptions,
        'hasCloudInit' | 'files' | 'diskSize' | 'ownDisk' | 'withoutMetadata' | 'withoutNeighbour'
      >
    > {
  /** What the machine starts from; with Docker, if nothing is said. */
  readonly image?: ImageName | GuestImage;
  /** In config.toml: what is to be put in the place of what. */
  readonly config?: Readonly<Record<string, string>>;
  /** User data of the user's own. */
  readonly users?: string;
}

/** The world of `npm start`, by the clock on the wall, in which an instance is a guest. */
export interface Rehearsal {
  readonly world: LocalWorld;
  /** Of the guests, in order. */
  readonly calls: readonly Call[];
  /** What was logged as an error. */
  readonly errors: readonly string[];
  /** Pushes a job that takes so many seconds, for which the first machine is launched; answers with its id. */
  push(seconds: number): number;
  statusOf(job: number): string;
  /** The machine that is launched first. The others never boot. */
  guest(): Promise<Guest>;
  /** What it signs with. */
  roleSecrets(): readonly string[];
  /** Resolves once that holds of calls, jobs and guests. */
  until(holds: () => boolean): Promise<void>;
  /** What machines reported of why they gave up. */
  reasons(): Promise<readonly string[]>;
  /** EC2 gives notice that it takes the machine back. */
  interrupt(): void;
  stop(): Promise<void>;
}

export async function rehearse(options: RehearsalOptions = {}): Promise<Rehearsal> {
  const base = await guestBase();
  const errors: string[] = [];
  const calls: Call[] = [];
  const watch = new Watch();
  const clock = new RealClock(1, (error) => errors.push(String(error)));
  const table = await openEmbeddedTable();
  const gate = new Gate();
  const { server, url } = await listen(gate, 0);
  const onCall = (call: Call) => {
    calls.push(call);
    watch.look();
  };
  const {
    config,
    users,
    withoutMetadata = false,
    withoutNeighbour = false,
    image = 'with Docker',
    files = WITH_RUNNER,
    ...more
  } = options;
  const settings = readConfig(configText(config), 'config.toml');
  const fleet = new Fleet({
    ...more,
    ...{
      image: typeof image === 'string' ? imageNamed(base, image) : image,
      withoutMetadata,
      withoutNeighbour,
      onOff: () => watch.look(),
      files: { ...BESIDE_RUNNER, ...files },
    },
    userData: userDataOf(
      runnerOf(settings),
      { apiUrl: `http://${NEIGHBOUR}/machines`, region: REGION, downloads: `http://${NEIGHBOUR}/downloads` },
      ...(users === undefined ? [] : [Buffer.from(users)]),
    ),
    neighbour: neighbour({ ...more, serve: gate.fetch, onCall }),
  });
  const world = await createWorld({
    ...{
      settings,
      url,
      scheduler: clock,
      random: new SeededRandom(randomInt(2 ** 32)),
      client: table.client,
    },
    webhookSecret: 'the-webhook-secret',
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`),
    },
    instances: fleet,
  });
  world.gitlab.onStatus(() => watch.look());
  // No poll is held: gitlab-runner ends after the one in flight, which would take up to 50 s in each case.
  gate.open(createApp(world, { authorize: iamAuthorizer(REGION, fleet.callers), pollSeconds: 0 }));
  return {
    ...{ world, calls, errors },
    push: (seconds) => {
      const [job] = world.gitlab.pipelines.push(PROJECT.id, [{ name: 'unit', duration: seconds }]);
      return job?.id ?? 0;
    },
    statusOf: (job) => world.gitlab.jobs.find(job)?.status ?? 'unknown',
    guest: () => fleet.first(),
    roleSecrets: () =>
      fleet.callers.flatMap(({ credentials }) => [credentials.secretAccessKey, credentials.sessionToken]),
    until: (holds) => watch.until(holds, () => story(fleet, calls)),
    reasons: async () => (await world.store.recentReports(0)).map(({ reason }) => reason),
    interrupt: () => fleet.interrupt(),
    stop: async () => {
      server.close();
      await clock.stop();
      await fleet.stop().finally(() => table.close());
    },
  };
}

/** For whoever looks why something did not come. */
function story(fleet: Fleet, calls: readonly Call[]): string {
  const consoles = fleet.guests.map((guest) => guest.consoleText());
  return ['it never came to that', ...consoles, ...calls.map(({ call, status }) => `${call} ${status}`)].join(
    '\n',
  );
}

function runnerOf({ runners: [runner] }: Settings): RunnerSettings {
  if (runner === undefined) throw new Error('config.toml has no runner');
  return runner;
}

function configText(changes: Readonly<Record<string, string>> = {}): string {
  let text = readFileSync(new URL('config.toml', import.meta.url), 'utf8');
  for (const [from, to] of Object.entries(changes)) {
    if (!text.includes(from)) throw new Error(`config.toml has no ${from}`);
    text = text.replace(from, () => to);
  }
  return text;
}
