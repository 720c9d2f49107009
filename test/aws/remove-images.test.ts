import {
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { removeImages } from '../../infra/removal/remove-images.ts';

const ec2 = new EC2Client();
const count = { images: 0 };

async function anImage(scaler: string): Promise<string> {
  count.images += 1;
  const { ImageId = '' } = await ec2.send(
    new RegisterImageCommand({ Name: `image-${count.images}`, RootDeviceName: '/dev/xvda' }),
  );
  await ec2.send(
    new CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key: 'bastionless:scaler', Value: scaler }] }),
  );
  return ImageId;
}

/** Of these deployments alone: other tests make images in the same account. */
const own = async (scalers: readonly string[]) => {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ['self'],
      Filters: [{ Name: 'tag:bastionless:scaler', Values: [...scalers] }],
    }),
  );
  return Images;
};
const snapshots = async () => {
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
  return Snapshots.map(({ SnapshotId }) => SnapshotId);
};

test('a removal deletes the images that were made for the deployment, and those of no other', async () => {
  const scaler = `bastionless-images-${Date.now()}`;
  await anImage(scaler);
  await anImage(scaler);
  const others = await anImage(`${scaler}-2`);
  const made = [scaler, `${scaler}-2`];
  const disks = (await own(made)).flatMap(({ ImageId, BlockDeviceMappings = [] }) =>
    BlockDeviceMappings.map(({ Ebs }) => ({ isOthers: ImageId === others, snapshot: Ebs?.SnapshotId })),
  );

  await removeImages(ec2, scaler);

  const left = (await own(made)).map(({ ImageId }) => ImageId);
  expect(left).toEqual([others]);
  const kept = await snapshots();
  for (const { isOthers, snapshot } of disks) expect(kept.includes(snapshot)).toBe(isOthers);
});
