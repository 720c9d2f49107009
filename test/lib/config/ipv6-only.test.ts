import { deploymentOf, NOTHING_FOUND } from '../../../infra/deployment.ts';
import { inspect } from '../../../lib/config/inspect.ts';
import { aConfigToml } from '../../builders/config-toml.ts';

const inspected = (written: string) =>
  inspect(
    aConfigToml({
      options: ['request-spot-instance=true', 'region=eu-central-1'],
      own: `project = 1\n${written}`,
    }),
    'config.toml',
  );

/** The network interface of each launch template. */
function interfacesOf(written: string): unknown[] {
  const { settings } = inspected(written);
  if (settings === undefined) throw new Error('the config is wrong');
  const { resources } = deploymentOf(settings, 'bastionless-dev', NOTHING_FOUND);
  return Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::EC2::LaunchTemplate'
      ? [(Properties['LaunchTemplateData'] as { NetworkInterfaces: unknown[] }).NetworkInterfaces[0]]
      : [],
  );
}

describe('ipv6_only', () => {
  test.each([
    ['', { AssociatePublicIpAddress: true }, undefined],
    ['ipv6_only = false', { AssociatePublicIpAddress: true }, undefined],
    ['ipv6_only = true', { AssociatePublicIpAddress: false }, 1],
  ])('%j: machines’ addresses', (written, shown, ipv6) => {
    const [network] = interfacesOf(written);
    expect(network).toMatchObject(shown);
    expect((network as Record<string, unknown>)['Ipv6AddressCount']).toBe(ipv6);
  });

  test('check says what must have IPv6 then', () => {
    const { warnings } = inspected('ipv6_only = true');
    const told = warnings.find(({ path }) => path.endsWith('ipv6_only'))?.message;
    expect(told).toContain('GitLab, the registries');
    expect(told).toContain('s3.dualstack.eu-central-1.amazonaws.com');
  });

  test('a size may have it alone', () => {
    const { settings } = inspected('[runners.bastionless.sizes.small]\nipv6_only = true');
    expect(settings?.runners.map(({ ec2 }) => ec2.hasPublicAddress)).toEqual([true, false]);
  });
});
