/** What an image is built for. */
export type Architecture = 'arm64' | 'x86_64';

/**
 * The processor follows the generation in the family's name: t4g, c7gn, im4gn. Only a1 is older than the rule.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture {
  return /^(a1|[a-z]+\d+g[a-z-]*)\./.test(instanceType) ? 'arm64' : 'x86_64';
}
