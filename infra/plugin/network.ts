import type { Serverless } from './serverless.ts';

const IDS = { subnets: /^subnet-[0-9a-f]+$/, 'security-groups': /^sg-[0-9a-f]+$/ };

/** What is said with `--param` of the network that functions are in. Throws an Error that says what is wrong with it. */
export function checkNetwork({ service: { custom } }: Pick<Serverless, 'service'>): void {
  const said = { subnets: custom.subnets, 'security-groups': custom.securityGroups };
  for (const [name, pattern] of Object.entries(IDS)) {
    const ids = said[name as keyof typeof said];
    if (ids === '' || ids.split(',').every((id) => pattern.test(id))) continue;
    throw new Error(`--param ${name} must be ids, separated by commas (it is "${ids}").`);
  }
  if ((said.subnets === '') !== (said['security-groups'] === '')) {
    throw new Error('--param subnets and --param security-groups go together: say both, or none.');
  }
  if (custom.api !== 'ipv4' && custom.api !== 'dualstack') {
    throw new Error(`--param api must be ipv4 or dualstack (it is "${custom.api}").`);
  }
}
