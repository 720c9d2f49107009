import { deploymentOf, NOTHING_FOUND } from '../../../infra/deployment.ts';
import { hasPublicIpv4 } from '../../../lib/config/ec2/public-ipv4.ts';
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

  test('check says so of a size that has it alone, too', () => {
    const { warnings } = inspected('[runners.bastionless.sizes.small]\nipv6_only = true');
    const [told, ...others] = warnings.filter(({ path }) => path.endsWith('ipv6_only'));
    expect(told?.path).toContain('sizes.small.ipv6_only');
    expect(told?.message).toContain('GitLab, the registries');
    expect(others).toEqual([]);
  });

  test('a size may have it alone', () => {
    expect(interfacesOf('[runners.bastionless.sizes.small]\nipv6_only = true')).toMatchObject([
      { AssociatePublicIpAddress: true },
      { AssociatePublicIpAddress: false, Ipv6AddressCount: 1 },
    ]);
  });

  test('or do without it alone', () => {
    const written = 'ipv6_only = true\n[runners.bastionless.sizes.small]\nipv6_only = false';
    const [network, ofSize] = interfacesOf(written);
    expect(network).toMatchObject({ AssociatePublicIpAddress: false, Ipv6AddressCount: 1 });
    expect(ofSize).toMatchObject({ AssociatePublicIpAddress: true });
    expect(ofSize).not.toHaveProperty('Ipv6AddressCount');
  });

  test('a runner whose machines have no public address gives its sizes none either', () => {
    const { settings } = inspect(
      aConfigToml({
        options: ['private-address-only=true'],
        own: 'project = 1\nipv6_only = true\n[runners.bastionless.sizes.small]\nipv6_only = false',
      }),
      'config.toml',
    );
    expect(settings?.runners.map(({ ec2 }) => hasPublicIpv4(ec2))).toEqual([false, false]);
  });
});
