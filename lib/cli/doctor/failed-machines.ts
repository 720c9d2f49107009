/** What to do about machines that left before they had run a job, by what EC2 or the machine said. */
const ADVICE: readonly (readonly [said: RegExp, todo: string])[] = [
  [
    /^Client\.InternalError/,
    'its disk could not be made: if a KMS key of your own encrypts it or the image, give AWSServiceRoleForEC2Spot a grant for that key',
  ],
  [/^Client\.VolumeLimitExceeded/, 'the account may have no more disk space: ask for a higher quota of EBS'],
  [/^Client\.InvalidSnapshot/, "the image's snapshot is gone: name another amazonec2-ami"],
  [
    /^Client\.UserInitiatedShutdown/,
    'somebody, or a tool of the account, ends instances: CloudTrail says who',
  ],
  [
    /^Client\.InstanceInitiatedShutdown|powers itself off/,
    'it gave up while it started: see its console output (for an hour after its end), and the log of the function register',
  ],
  [
    /boot_timeout/,
    'does it reach the Internet: a public address, or a NAT? See the console output of one that boots',
  ],
  [/^Server\./, 'EC2 failed: name more instance_types and subnets, or wait'],
];
const ELSE = 'see the console output of one that boots';

export function adviceOn(reason: string): string {
  return ADVICE.find(([said]) => said.test(reason))?.[1] ?? ELSE;
}
