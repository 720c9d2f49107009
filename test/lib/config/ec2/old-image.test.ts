import { whyTooOld } from '../../../../lib/config/ec2/old-image.ts';

test.each([
  ['ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20240228', '', 'Ubuntu 20.04'],
  ['ours', 'Canonical, Ubuntu, 18.04 LTS, amd64 bionic image build on 2023-06-07', 'Ubuntu 20.04'],
  ['amzn2-ami-hvm-2.0.20240109.0-x86_64-gp2', 'Amazon Linux 2 AMI 2.0 x86_64 HVM gp2', 'Amazon Linux 2'],
  ['amzn2-ami-ecs-hvm-2.0.20240131-x86_64-ebs', '', 'Amazon Linux 2'],
  ['amzn-ami-hvm-2018.03.0-x86_64-gp2', 'Amazon Linux AMI 2018.03.0 x86_64', 'Amazon Linux 1'],
  ['debian-11-amd64-20240104-1616', 'Debian 11 (20240104-1616)', 'Debian 11'],
  ['RHEL-8.9.0_HVM-20240103-x86_64-3-Hourly2-GP3', 'Provided by Red Hat, Inc.', 'Enterprise Linux 8'],
  ['CentOS Stream 8 x86_64 20230830', '', 'Enterprise Linux 8'],
])('%s cannot sign', (name, description, system) => {
  expect(whyTooOld(name, description)).toContain(`it seems to be ${system}`);
});

test.each([
  ['al2023-ami-2023.6.20250303.0-kernel-6.1-x86_64', 'Amazon Linux 2023 AMI 2023.6.20250303.0 x86_64 HVM'],
  ['al2023-ami-ecs-hvm-2023.0.20250304-kernel-6.1-x86_64', 'Amazon Linux AMI 2023.0 x86_64 ECS HVM EBS'],
  [
    'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250610',
    'Canonical, Ubuntu, 24.04, amd64 noble',
  ],
  ['debian-12-amd64-20250316-2053', 'Debian 12 (20250316-2053)'],
  ['RHEL-9.3.0_HVM-20240117-x86_64-49-Hourly2-GP3', 'Provided by Red Hat, Inc.'],
  ['AlmaLinux OS 9.3.20231113 x86_64', 'AlmaLinux OS 9.3.20231113 x86_64'],
  ['runner-2026-11-20', undefined],
])('nothing is reported for %s', (name, description) => {
  expect(whyTooOld(name, description)).toBeUndefined();
});
