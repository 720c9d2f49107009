import { join } from 'node:path';

/** What a guest starts from, and leaves as it is. */
export interface GuestImage {
  /** Folders with its files, the upper first. */
  readonly layers: readonly string[];
  /** The /var/lib/docker of it, which Docker cannot keep on layers. */
  readonly docker: string;
}

const LAYERS = { plain: ['pool', 'system'], 'with Docker': ['docker', 'system'] } as const;
export type ImageName = keyof typeof LAYERS;

/** @param base what `guestBase` made */
export const imageNamed = (base: string, name: ImageName): GuestImage => ({
  layers: LAYERS[name].map((layer) => join(base, layer)),
  docker: join(base, 'images'),
});
