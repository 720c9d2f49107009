import { judgeFunctionsAtOnce } from '../../../../../lib/cli/doctor/quotas/functions-at-once.ts';

test.each<[number, string]>([
  [1000, 'ok'],
  [100, 'ok'],
  [99, 'warn'],
  [10, 'warn'],
])('%d functions at once are %s', (most, verdict) => {
  const finding = judgeFunctionsAtOnce(most);
  expect(finding).toMatchObject({ check: 'functions at once', verdict });
  expect(finding.found).toContain(`${most} in this account`);
});
