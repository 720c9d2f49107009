import { DescribeImagesCommand, type EC2Client } from '@aws-sdk/client-ec2';

/** An image that can be launched from, by its name: to tell of all that it has takes moto two seconds. */
export async function anImage(client: EC2Client): Promise<string> {
  const Filters = [{ Name: 'name', Values: ['al2023-ami-2023.*-kernel-6.1-x86_64'] }];
  const { Images = [] } = await client.send(new DescribeImagesCommand({ Filters }));
  const [image] = Images;
  if (image?.ImageId === undefined) throw new Error('moto has no image of Amazon Linux 2023');
  return image.ImageId;
}
