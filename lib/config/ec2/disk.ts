import type { Ec2Settings } from './settings.ts';

/** The default image's disk. A machine's cannot be smaller than what the image was made from. */
export const DEFAULT_DISK = { device: '/dev/xvda', leastGibibytes: 30 } as const;

/** GiB. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html */
const MOST_GIBIBYTES: Readonly<Record<string, number>> = {
  ...{ gp2: 16_384, gp3: 65_536, io1: 16_384, io2: 65_536, standard: 1024 },
};

/** Why EC2 would refuse a disk of that size, if it would. */
export function tooLarge({ type, gibibytes }: Ec2Settings['disk']): string | undefined {
  const most = MOST_GIBIBYTES[type];
  if (most === undefined || gibibytes <= most) return undefined;
  return `must be ${most} at most for a disk of type ${type}`;
}

/** The size of a machine's disk, as far as config.toml tells it: an image that it names may need more. */
export function diskGibibytes({ disk, imageId }: Pick<Ec2Settings, 'disk' | 'imageId'>): number {
  return imageId === undefined ? Math.max(disk.gibibytes, DEFAULT_DISK.leastGibibytes) : disk.gibibytes;
}
