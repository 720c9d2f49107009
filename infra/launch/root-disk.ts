import { DEFAULT_DISK } from '../../lib/config/ec2/disk.ts';
import type { DiskSettings, Ec2Settings } from '../../lib/config/ec2/settings.ts';
import type { Json } from '../cloudformation.ts';

/** An image's root disk. */
export interface FoundDisk {
  readonly device: string;
  /** Of its snapshot: a disk cannot be smaller. */
  readonly gibibytes: number;
  /** ARN of the key that its snapshot is encrypted with. */
  readonly kmsKey?: string;
}

/** By what a launch template says for the image. */
export type FoundDisks = ReadonlyMap<string, FoundDisk>;

/**
 * The root device of the image, as EC2 says it: under another name it would be a second volume. Where EC2 could not be
 * asked, of the default image its own, and of one that is named what docker-machine took it to be.
 */
export function rootDisk({ disk, imageId }: Ec2Settings, found: FoundDisk | undefined): Json {
  const { device, gibibytes } = found ?? guessed(disk, imageId);
  return {
    DeviceName: device,
    Ebs: {
      VolumeType: disk.type,
      VolumeSize: Math.max(disk.gibibytes, gibibytes),
      ...(disk.iops !== undefined && { Iops: disk.iops }),
      ...(disk.throughput !== undefined && { Throughput: disk.throughput }),
      ...(disk.initializationRate !== undefined && { VolumeInitializationRate: disk.initializationRate }),
      Encrypted: true,
      ...(disk.kmsKey !== undefined && { KmsKeyId: disk.kmsKey }),
      DeleteOnTermination: true,
    },
  };
}

function guessed({ device }: DiskSettings, imageId: string | undefined): FoundDisk {
  if (imageId !== undefined) return { device: device ?? '/dev/sda1', gibibytes: 0 };
  return { device: device ?? DEFAULT_DISK.device, gibibytes: DEFAULT_DISK.leastGibibytes };
}

/** What of an image's disk is not as config.toml says. */
export function diskWarnings(disk: DiskSettings, found: FoundDisk): string[] {
  const { device, gibibytes } = found;
  return [
    ...(disk.device === undefined || disk.device === device
      ? []
      : [`amazonec2-device-name=${disk.device} is not the root device of its image: ${device} is taken`]),
    ...(disk.gibibytes >= gibibytes
      ? []
      : [`amazonec2-root-size=${disk.gibibytes} is too small for its image: ${gibibytes} GiB are taken`]),
  ];
}
