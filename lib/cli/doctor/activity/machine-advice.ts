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
    /Maximum number of .*runners/,
    'GitLab allows no more runners there: lower limit and concurrent below that, delete runners that nobody uses, or name another project or group',
  ],
  [
    /GitLab answered 40[13]/,
    'GitLab does not accept the access token: make a new one and run `bastionless init` with it',
  ],
  [
    /GitLab (answered 5|did not answer)/,
    'Is GitLab up? If so, can the function reach it: see the line GitLab from the function',
  ],
  [
    /could not register .*status 403/,
    'its role may not register: was it replaced, or has it a policy of its own? Deploy again',
  ],
  [
    /boot_timeout|could not register .*status 000/,
    'does it reach the Internet: a public address, or a NAT? See the console output of one that boots',
  ],
  [/^Server\./, 'EC2 failed: name more instance_types and subnets, or wait'],
];
const ELSE = 'see the console output of one that boots';

export function adviceOnMachine(reason: string): string {
  return ADVICE.find(([said]) => said.test(reason))?.[1] ?? ELSE;
}
