import { placeholderFindings } from '../../../../../lib/cli/doctor/gitlab/placeholders.ts';
import type { FoundRunner } from '../../../../../lib/scaler/ports/gitlab.ts';
import { placeholderDescription } from '../../../../../lib/scaler/state/machines/runner-description.ts';
import { aRunner, someSettings } from '../../../../builders/settings.ts';

const OURS = 'bastionless-prod-eu-west-1-123456789012';
const PLACE = { kind: 'Project', id: 380, path: 'acme/shop' } as const;
const scope = { kind: 'Project', id: 380 } as const;
const settings = someSettings({
  runners: [
    aRunner({ name: 'small', scope }),
    aRunner({ name: 'large', scope }),
    aRunner({ name: 'other', scope: { kind: 'Project', id: 381 } }),
  ],
});

const placeholder = (runner: string, more: Partial<FoundRunner> = {}, deployment = OURS): FoundRunner => ({
  ...{ id: 1, description: placeholderDescription({ runner, since: 0 }, deployment) },
  ...more,
});
const both = [placeholder('small'), placeholder('large')];

test.each<[string, readonly FoundRunner[], string]>([
  ['both', both, 'ok: online for small, large'],
  ['none', [], 'warn: none is online for small, large: GitLab fails jobs'],
  ['one', [placeholder('small')], 'warn: none is online for large:'],
  [
    'one that is off',
    [placeholder('small'), placeholder('large', { isOff: true })],
    'warn: none is online for large:',
  ],
  ['an old one that is off beside them', [...both, placeholder('large', { isOff: true })], 'ok:'],
  [
    'those of another stage',
    both.map(({ id }) => placeholder('small', { id }, 'bastionless-dev-eu-west-1-1')),
    'warn: none is online for small, large:',
  ],
  [
    'those of machines',
    [{ id: 1, description: `machine-1 of ${OURS}` }],
    'warn: none is online for small, large:',
  ],
])('where GitLab has %s', async (_, there, expected) => {
  const [finding] = await placeholderFindings({ runnersOf: async () => there }, PLACE, settings, OURS);
  expect(finding?.check).toBe('placeholders in acme/shop');
  expect(`${finding?.verdict}: ${finding?.found}`).toContain(expected);
});
