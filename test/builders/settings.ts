import { parseMachineOptions } from '../../lib/config/machine-options/parse.ts';
import type {
  IdleSettings,
  InterruptionSettings,
  MachineSettings,
  RunnerSettings,
  RunnersEntry,
  Settings,
} from '../../lib/config/settings.ts';

export function anIdle(idleCount: number, idleTime: number): IdleSettings {
  return { idleCount, idleCountMin: 0, idleScaleFactor: 0, idleTime };
}

/** Settings for tests: the least that is whole, with what the test is about put in. */
export function aMachineSection(more: Partial<MachineSettings> = {}): MachineSettings {
  return {
    namePattern: 'machine-%s',
    places: 1,
    maxBuilds: 0,
    maxGrowthRate: 0,
    bootTimeout: 600,
    idle: anIdle(0, 120),
    periods: [],
    ...more,
  };
}

/** The defaults. */
export function anInterruptionSection(more: Partial<InterruptionSettings> = {}): InterruptionSettings {
  return {
    replaceOnRebalance: false,
    retry: true,
    retryLimit: 2,
    exceptTags: [],
    exceptEnvironments: [],
    ...more,
  };
}

type RunnerParts = Partial<Omit<RunnerSettings, 'machine' | 'entry'>> & {
  readonly machine?: Partial<MachineSettings>;
  readonly entry?: Partial<RunnersEntry>;
};

export function aRunner({ machine, entry, ...more }: RunnerParts = {}): RunnerSettings {
  const { name = 'one', limit = 0 } = more;
  return {
    name,
    limit,
    entry: { name, executor: 'docker+machine', limit, ...entry },
    scope: { kind: 'Instance' },
    tags: [],
    runUntagged: true,
    ec2: parseMachineOptions([
      'amazonec2-instance-type=t3.medium',
      'amazonec2-request-spot-instance=true',
      'amazonec2-spot-price=0.03',
    ]).ec2,
    inGitLab: { isProtected: false, isLocked: true },
    engine: { daemon: {}, environment: {} },
    hasSessionManager: false,
    permissions: { ecrPush: [], ecsUpdate: [], elbHealth: false },
    cache: { kind: 'Deployment' },
    software: { runnerVersion: '19.3.0', prefetch: [] },
    interruption: anInterruptionSection(),
    lookahead: { isOn: true, budget: 0.05 },
    passedOn: {},
    ...more,
    machine: aMachineSection(machine),
  };
}

export function someSettings(more: Partial<Settings> = {}): Settings {
  return {
    concurrent: 100,
    gitlabUrl: 'https://gitlab.example.com',
    ec2Api: { maxAttempts: 3 },
    runners: [aRunner()],
    ...more,
  };
}
