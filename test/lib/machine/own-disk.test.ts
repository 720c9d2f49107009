import { READY, START, WELL } from './machines.ts';
import { boot, type MachineImage, removeSandboxes, type Says } from './sandbox.ts';

afterAll(removeSandboxes);

/** By the name that udev gives them, and how many there are. */
const disks = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS${index + 1}`,
      '',
    ]),
  );
const DISK = Object.keys(disks(1)).join();
const IMAGE = { '/var/lib/docker/image/busybox': 'a layer' };
const withDisks = (count: number, ...tools: readonly string[]): MachineImage => ({
  ...READY,
  installed: [...READY.installed, ...tools],
  files: { ...disks(count), ...IMAGE },
});

const MOVED = [
  'systemctl stop docker.socket docker.service containerd.service',
  `mkfs.xfs -f -K ${DISK}`,
  `mount -o noatime ${DISK} /mnt/bastionless`,
  'mount --bind /mnt/bastionless/docker /var/lib/docker',
  'mount --bind /mnt/bastionless/containerd /var/lib/containerd',
];
const ofDisks = (calls: readonly string[]) =>
  calls.filter((call) => /^(mkfs|mount)|^systemctl stop docker/.test(call));

test('Docker is moved to a disk of the machine’s own, with what the image has pulled, before it starts', () => {
  const machine = boot(withDisks(1, 'mkfs.xfs'), WELL);
  expect(ofDisks(machine.calls)).toEqual(MOVED);
  expect(machine.file('/mnt/bastionless/docker/image/busybox')).toBe('a layer');
  const order = [...MOVED, 'systemctl start docker', START].map((call) => machine.calls.lastIndexOf(call));
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  expect(machine.log).toContain(`Docker is on ${DISK}, the first of 1 disks of the machine's own`);
});

test.each<[string, MachineImage, Says, object, string[], string]>([
  ['none', withDisks(0, 'mkfs.xfs'), {}, {}, [], ''],
  ['two', withDisks(2, 'mkfs.xfs'), {}, {}, MOVED, 'the first of 2'],
  [
    'one that somebody has formatted',
    withDisks(1, 'mkfs.xfs'),
    { formatted: 'nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1' },
    {},
    [],
    '',
  ],
  [
    'one with a partition, which is blank',
    { ...withDisks(1, 'mkfs.xfs'), files: { ...disks(1), [`${DISK}-part1`]: '', ...IMAGE } },
    { formatted: 'nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1' },
    {},
    [],
    '',
  ],
  [
    'an image with ext4',
    withDisks(1, 'mkfs.ext4'),
    {},
    {},
    MOVED.with(1, `mkfs.ext4 -F -E nodiscard ${DISK}`),
    'Docker is on',
  ],
  ['an image with neither', withDisks(1), {}, {}, MOVED.slice(0, 1), 'neither mkfs.xfs nor mkfs.ext4'],
  [
    'containers that run already',
    withDisks(1, 'mkfs.xfs'),
    { containers: 'c0ffee' },
    {},
    [],
    'containers run already',
  ],
  ['a disk that fails', withDisks(1, 'mkfs.xfs'), {}, { mkfs: 1 }, MOVED.slice(0, 2), 'told to fail'],
  [
    'one that cannot be mounted',
    withDisks(1, 'mkfs.xfs'),
    {},
    { mount: 1 },
    MOVED.slice(0, 3),
    'told to fail',
  ],
])('%s: the machine runs its jobs', (_, image, says, failures, calls, words) => {
  const machine = boot(image, { ...WELL, says, failures: { ...failures } });
  expect(ofDisks(machine.calls)).toEqual(calls);
  expect(machine.log).toContain(words);
  expect(machine.log.includes('Docker is on')).toBe(calls.length === MOVED.length);
  expect(machine.calls).toContain('systemctl start docker');
  expect(machine.calls).toContain(START);
});
