import type { Hono } from 'hono';
import type { Instances, RunningInstance } from '../../../lib/local/world/instances.ts';
import { Guest, type GuestOptions, METADATA, NEIGHBOUR } from '../guest/guest.ts';
import type { Caller } from './iam-authorizer.ts';
import { type InstanceMetadata, metadataService, roleCredentials } from './metadata-service.ts';
import { Servers } from './servers.ts';

const ROLE = { name: 'gitlab-runner', id: 'AROAREHEARSALREHEARS1' };

export interface FleetOptions
  extends Pick<GuestOptions, 'userData' | 'image' | 'hasCloudInit' | 'files' | 'diskSize' | 'ownDisk'> {
  /** What guests find at their neighbour's port 80. */
  readonly neighbour: Pick<Hono, 'fetch'>;
  readonly withoutMetadata: boolean;
  /** Nobody answers there. */
  readonly withoutNeighbour: boolean;
  readonly onOff: () => void;
}

/** Instances that are guests, each with a metadata service and role credentials of its own. */
export class Fleet implements Instances {
  readonly url = `http://${NEIGHBOUR}`;
  readonly bootSeconds = [0, 0] as const;
  /** Who may sign calls. */
  readonly callers: Caller[] = [];
  readonly #options: FleetOptions;
  readonly #metadata: InstanceMetadata[] = [];
  readonly guests: Guest[] = [];
  readonly #servers = new Servers();
  readonly #first = Promise.withResolvers<Guest>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** The one guest. Others that are launched, because it failed, never boot. */
  first(): Promise<Guest> {
    return this.#first.promise;
  }

  boot(instanceId: string, off: () => void): RunningInstance {
    if (this.guests.length > 0) return { cut: () => undefined, notice: () => undefined };
    const { neighbour, withoutMetadata, withoutNeighbour, onOff, ...guestOptions } = this.#options;
    const instance: InstanceMetadata = {
      instanceId,
      role: ROLE.name,
      credentials: roleCredentials(),
      interruptedAt: undefined,
    };
    this.#metadata.push(instance);
    this.callers.push({ userId: `${ROLE.id}:${instanceId}`, credentials: instance.credentials });
    const metadata = { [`${METADATA}:80`]: this.#servers.serve(metadataService(instance)) };
    const control = { [`${NEIGHBOUR}:80`]: this.#servers.serve(neighbour) };
    const guest = new Guest({
      ...guestOptions,
      ...{ instanceId, hostname: 'ip-10-77-0-2' },
      servers: { ...(!withoutNeighbour && control), ...(!withoutMetadata && metadata) },
    });
    this.guests.push(guest);
    guest.boot();
    guest.onOff(() => {
      off();
      onOff();
    });
    this.#first.resolve(guest);
    // One that is going off by itself has no more use for it.
    return {
      cut: () => void guest.pressPowerButton().catch(() => undefined),
      notice: () => giveNotice(instance),
    };
  }

  /** EC2 gives notice that it takes its instances back. */
  interrupt(): void {
    for (const instance of this.#metadata) giveNotice(instance);
  }

  async stop(): Promise<void> {
    this.#servers.close();
    await Promise.all(this.guests.map((guest) => guest.remove()));
  }
}

function giveNotice(instance: InstanceMetadata): void {
  instance.interruptedAt = new Date(Date.now() + 120_000);
}
