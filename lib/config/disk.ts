import type { Ec2Settings } from './settings.ts';

/** The default image's disk. A machine's cannot be smaller than what the image was made from. */
export const DEFAULT_DISK = { device: '/dev/xvda', leastGibibytes: 30 } as const;

/** What a machine's disk has, as far as config.toml tells: an image that it names may need more. */
export function diskGibibytes({ disk, imageId }: Pick<Ec2Settings, 'disk' | 'imageId'>): number {
  return imageId === undefined ? Math.max(disk.gibibytes, DEFAULT_DISK.leastGibibytes) : disk.gibibytes;
}
