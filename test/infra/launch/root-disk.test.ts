import { diskKeyPolicy } from '../../../infra/launch/disk-key.ts';
import { diskWarnings, rootDisk } from '../../../infra/launch/root-disk.ts';
import type { Ec2Settings } from '../../../lib/config/ec2/settings.ts';
import { aRunner } from '../../builders/settings.ts';

const usual = aRunner().ec2;
const settings = (more: Partial<Ec2Settings>): Ec2Settings => ({ ...usual, ...more });
const disk = (more: Partial<Ec2Settings['disk']>) => settings({ disk: { ...usual.disk, ...more } });

test('it is the root device of the image, whatever config.toml calls it: no image gets a second volume', () => {
  const found = { device: '/dev/sda1', gibibytes: 8 };

  expect(rootDisk(disk({ device: '/dev/xvda' }), found)).toMatchObject({ DeviceName: '/dev/sda1' });
  expect(diskWarnings({ ...usual.disk, device: '/dev/xvda' }, found)).toEqual([
    'amazonec2-device-name=/dev/xvda is not the root device of its image: /dev/sda1 is taken',
  ]);
});

test('it is as large as config.toml says, and at least as the image', () => {
  const found = { device: '/dev/xvda', gibibytes: 30 };

  expect(rootDisk(disk({ gibibytes: 50 }), found)).toMatchObject({ Ebs: { VolumeSize: 50 } });
  expect(rootDisk(disk({ gibibytes: 16 }), found)).toMatchObject({ Ebs: { VolumeSize: 30 } });
  expect(diskWarnings({ ...usual.disk, gibibytes: 16 }, found)).toEqual([
    'amazonec2-root-size=16 is too small for its image: 30 GiB are taken',
  ]);
});

test('where EC2 could not be asked it is what is usual', () => {
  expect(rootDisk(settings({}), undefined)).toMatchObject({ DeviceName: '/dev/xvda' });
  expect(rootDisk(settings({ imageId: 'ami-01' }), undefined)).toMatchObject({ DeviceName: '/dev/sda1' });
});

describe('the reconciler may use the key', () => {
  const key = (id: string) => `arn:aws:kms:us-east-1:111122223333:key/${id}`;
  const image = 'ami-01';
  const disks = new Map([[image, { device: '/dev/xvda', gibibytes: 8, kmsKey: key('of-the-image') }]]);
  const runner = (ec2: Ec2Settings) => ({ ...aRunner(), ec2 });
  const allowed = (ec2: Ec2Settings) =>
    JSON.stringify(diskKeyPolicy([runner(ec2)], { disks, defaultDiskKey: key('of-the-account') }));

  test.each([
    ['that config.toml names', { imageId: image, disk: { ...usual.disk, kmsKey: key('named') } }, 'named'],
    ['that the image is encrypted with', { imageId: image }, 'of-the-image'],
    ['that the account encrypts disks with by default', {}, 'of-the-account'],
  ])('%s', (_, ec2, id) => {
    expect(allowed(settings(ec2))).toContain(`key/${id}`);
  });

  test('and needs no right where that is AWS’s own', () => {
    expect(diskKeyPolicy([runner(settings({}))], { disks })).toEqual({});
  });
});
