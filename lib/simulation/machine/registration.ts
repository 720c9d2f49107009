import { parse } from 'smol-toml';
import type { MachineRegistration } from '../../machine/runner-config.ts';

/** What a machine reads in the answer to its register call. */
export interface RegisteredRunner {
  readonly gitlabUrl: string;
  /** The runner's authentication token. */
  readonly token: string;
  /** Jobs that it runs at once. */
  readonly places: number;
  /** --max-builds; 0 = no limit. */
  readonly maxBuilds: number;
  /** --wait-timeout, in seconds. */
  readonly waitTimeout: number;
}

/** By GitLab Runner's own rules. */
export function readRegistration({ config, arguments: args }: MachineRegistration): RegisteredRunner {
  const { concurrent, runners } = parse(config) as unknown as {
    concurrent: number;
    runners: [{ url: string; token: string }];
  };
  const argument = (name: string): number => Number(args[args.indexOf(name) + 1]);
  return {
    gitlabUrl: runners[0].url,
    token: runners[0].token,
    places: concurrent,
    maxBuilds: argument('--max-builds'),
    waitTimeout: argument('--wait-timeout'),
  };
}
