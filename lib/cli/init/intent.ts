import type { ProjectOrGroup } from '../../gitlab/setup/access.ts';
import type { SetupClient } from '../../gitlab/setup/setup-client.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { Finding } from '../finding.ts';

export interface InitReport {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** What is left to do, in order. */
  readonly remaining: readonly string[];
}

/** What follows from the answers, before anything is written. */
export interface Intent {
  readonly deployment: Deployment;
  readonly client: SetupClient;
  readonly token: string;
  readonly places: readonly ProjectOrGroup[];
  /** The one of them that the person named, and not config.toml. */
  readonly named?: ProjectOrGroup;
}
