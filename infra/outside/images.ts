import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  EC2ServiceException,
  type Image,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, type SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { NEWER_IMAGE, whyTooOld } from '../../lib/config/ec2/old-image.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import type { FoundDisk, FoundDisks } from '../launch/root-disk.ts';
import { imageOf } from '../launch/template.ts';
import { explained } from './refusal.ts';

const BY_PARAMETER = /^resolve:ssm:(.+)$/;

interface ImageClients {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
}

/**
 * Asks EC2 for the root disks of the images that runners are launched from: another device's name in a launch template
 * would be a second volume. Without credentials or network nothing is found: then what is usual is taken. Throws Error
 * that says what to do where config.toml names an image that is not there, or EC2 refuses to tell.
 */
export async function findDisks(
  clients: ImageClients,
  runners: readonly RunnerSettings[],
  warn: (message: string) => void,
): Promise<FoundDisks> {
  const found = new Map<string, FoundDisk>();
  for (const image of new Set(runners.map(({ ec2 }) => imageOf(ec2)))) {
    try {
      const disk = await diskOf(clients, image, warn);
      if (disk !== undefined) found.set(image, disk);
    } catch (error) {
      if (error instanceof EC2ServiceException && !BY_PARAMETER.test(image)) throw refusal(error, image);
      warn(
        `AWS could not be asked for the image ${image} (${(error as Error).message}): its root device is guessed`,
      );
      if (!isAnswer(error)) return found;
    }
  }
  return found;
}

/** Without a network there is no use in asking for the next. */
const isAnswer = (error: unknown): boolean =>
  error instanceof EC2ServiceException || error instanceof SSMServiceException;

async function diskOf(
  { ec2, ssm }: ImageClients,
  named: string,
  warn: (message: string) => void,
): Promise<FoundDisk | undefined> {
  const parameter = BY_PARAMETER.exec(named)?.[1];
  const id = parameter === undefined ? named : await idFrom(ssm, parameter);
  if (id === undefined) return undefined;
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
  const [image] = Images;
  if (image === undefined) return undefined;
  const old = whyTooOld(image.Name, image.Description);
  if (old !== undefined) warn(`amazonec2-ami=${named} (${image.Name}): ${old}. ${NEWER_IMAGE}`);
  return rootOf(ec2, image);
}

async function idFrom(client: SSMClient, Name: string): Promise<string | undefined> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name }));
  return Parameter?.Value;
}

async function rootOf(ec2: EC2Client, image: Image): Promise<FoundDisk | undefined> {
  const { RootDeviceName: device, BlockDeviceMappings = [] } = image;
  if (device === undefined) return undefined;
  const { Ebs } = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === device) ?? {};
  const kmsKey = Ebs?.Encrypted === true ? await keyOf(ec2, Ebs.SnapshotId) : undefined;
  return {
    device,
    gibibytes: Ebs?.VolumeSize ?? 0,
    ...(kmsKey !== undefined && { kmsKey }),
  };
}

/** The key of an encrypted snapshot encrypts the disks that are made of it, unless another is named. */
async function keyOf(ec2: EC2Client, snapshot: string | undefined): Promise<string | undefined> {
  if (snapshot === undefined) return undefined;
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshot] }));
  return Snapshots[0]?.KmsKeyId;
}

function refusal(error: EC2ServiceException, image: string): Error {
  if (/^InvalidAMIID/.test(error.name)) {
    return new Error(
      `amazonec2-ami=${image}: there is no such image here (${error.name}): correct it, or leave it out`,
    );
  }
  return explained(error, {
    what: `the root device of the image "${image}"`,
    permissions: 'ec2:DescribeImages and ec2:DescribeSnapshots',
    instead: 'leave amazonec2-ami out',
  });
}
