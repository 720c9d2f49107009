import type { Server as HttpServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Instances, RunningInstance } from '../../../lib/local/world.ts';
import { Guest, type GuestOptions, METADATA, NEIGHBOUR } from '../guest/guest.ts';
import type { Caller } from './iam-authorizer.ts';
import { type InstanceMetadata, metadataService, roleCredentials } from './metadata-service.ts';

const ROLE = { name: 'gitlab-runner', id: 'AROAREHEARSALREHEARS1' };

export interface FleetOptions extends Pick<GuestOptions, 'userData' | 'image' | 'files' | 'diskSize'> {
  /** What `guestBase` made. */
  readonly base: string;
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
  readonly #servers: HttpServer[] = [];
  readonly #first = Promise.withResolvers<Guest>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** The one guest. Others that are launched, because it failed, never boot. */
  first(): Promise<Guest> {
    return this.#first.promise;
  }

  boot(instanceId: string, off: () => void): RunningInstance {
    if (this.guests.length > 0) return { cut: () => undefined };
    const { base, userData, image, files, diskSize, neighbour, withoutMetadata, withoutNeighbour } =
      this.#options;
    const instance = {
      instanceId,
      role: ROLE.name,
      credentials: roleCredentials(),
      interruptedAt: undefined,
    };
    this.#metadata.push(instance);
    this.callers.push({ userId: `${ROLE.id}:${instanceId}`, credentials: instance.credentials });
    const metadata = { [`${METADATA}:80`]: this.#serve(metadataService(instance)) };
    const control = { [`${NEIGHBOUR}:80`]: this.#serve(neighbour) };
    const guest = new Guest(base, {
      ...{ instanceId, hostname: 'ip-10-77-0-2', userData, image },
      ...(files && { files }),
      ...(diskSize && { diskSize }),
      servers: { ...(!withoutNeighbour && control), ...(!withoutMetadata && metadata) },
    });
    this.guests.push(guest);
    guest.boot();
    guest.onOff(() => {
      off();
      this.#options.onOff();
    });
    this.#first.resolve(guest);
    // One that is going off by itself has no more use for it.
    return { cut: () => void guest.pressPowerButton().catch(() => undefined) };
  }

  /** EC2 gives notice that it takes its instances back. */
  interrupt(): void {
    for (const instance of this.#metadata) instance.interruptedAt = new Date(Date.now() + 120_000);
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    await Promise.all(this.guests.map((guest) => guest.remove()));
  }

  #serve({ fetch }: Pick<Hono, 'fetch'>): GuestOptions['servers'][string] {
    return (socket) => {
      const server = createAdaptorServer({ fetch }) as HttpServer;
      this.#servers.push(server);
      server.listen(socket);
    };
  }
}
