import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  type EC2Client,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { SCALER_TAG } from '../../lib/aws/tags.ts';

/** Deletes the images that were made for this deployment, with their snapshots. */
export async function removeImages(client: EC2Client, scaler: string): Promise<void> {
  const query = { Owners: ['self'], Filters: [{ Name: `tag:${SCALER_TAG}`, Values: [scaler] }] };
  for await (const { Images = [] } of paginateDescribeImages({ client }, query)) {
    for (const { ImageId, BlockDeviceMappings = [] } of Images) {
      await client.send(new DeregisterImageCommand({ ImageId }));
      const snapshots = BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
      for (const SnapshotId of snapshots) await client.send(new DeleteSnapshotCommand({ SnapshotId }));
    }
  }
}
