import type { FoundRunner } from '../../scaler/ports/gitlab.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { ownTime } from '../own-time.ts';
import { type Connection, requester } from '../request.ts';
import { runnersOf } from '../runners.ts';
import {
  type AccessToken,
  accessLevel,
  accessToken,
  findPlace,
  isAdministrator,
  type ProjectOrGroup,
} from './access.ts';
import { addHook, deliveriesOf, type Hook, hooksOf, mendHook, removeHook } from './hooks.ts';
import { hasInstanceRunners } from './instance-runners.ts';
import { type ProtectedBranch, protectedBranches } from './protected-branches.ts';
import { type RunnerDetails, runnerDetails, runnerIdOf } from './runner-details.ts';
import { gitlabVersion, type MinorVersion } from './version.ts';

/** What setting up, and looking after it, asks of GitLab. Methods reject with GitLabError. */
export interface SetupClient {
  accessToken(): Promise<AccessToken>;
  isAdministrator(): Promise<boolean>;
  findPlace(kind: ProjectOrGroup['kind'], named: string): Promise<ProjectOrGroup | undefined>;
  accessLevel(place: ProjectOrGroup, userId: number): Promise<number>;
  protectedBranches(projectId: number): Promise<readonly ProtectedBranch[] | undefined>;
  hasInstanceRunners(place: ProjectOrGroup): Promise<boolean | undefined>;
  hooksOf(place: ProjectOrGroup): Promise<readonly Hook[]>;
  addHook(place: ProjectOrGroup, url: string, secret: string): Promise<Hook>;
  mendHook(place: ProjectOrGroup, hook: Hook, secret: string): Promise<Hook>;
  removeHook(place: ProjectOrGroup, hook: Hook): Promise<void>;
  deliveriesOf(place: ProjectOrGroup, hook: Hook): Promise<readonly string[] | undefined>;
  runnersOf(place: ProjectOrGroup): Promise<readonly FoundRunner[]>;
  runnerIdOf(token: string): Promise<number | undefined>;
  runnerDetails(id: number): Promise<RunnerDetails | undefined>;
  version(): Promise<MinorVersion | undefined>;
  ownTime(): Promise<UnixSeconds>;
}

export function setupClient(connection: Connection): SetupClient {
  const request = requester(connection);
  return {
    accessToken: () => accessToken(request),
    isAdministrator: () => isAdministrator(request),
    findPlace: (kind, named) => findPlace(request, kind, named),
    accessLevel: (place, userId) => accessLevel(request, place, userId),
    protectedBranches: (projectId) => protectedBranches(request, projectId),
    hasInstanceRunners: (place) => hasInstanceRunners(request, place),
    hooksOf: (place) => hooksOf(request, place),
    addHook: (place, url, secret) => addHook(request, place, url, secret),
    mendHook: (place, hook, secret) => mendHook(request, place, hook, secret),
    removeHook: (place, hook) => removeHook(request, place, hook),
    deliveriesOf: (place, hook) => deliveriesOf(request, place, hook),
    runnersOf: ({ kind, id }) => runnersOf(request, { kind, id }),
    runnerIdOf: (token) => runnerIdOf(request, token),
    runnerDetails: (id) => runnerDetails(request, id),
    version: () => gitlabVersion(request),
    ownTime: () => ownTime(request),
  };
}
