import { readFileSync } from 'node:fs';
import { FUNCTIONS } from '../../../../lib/cli/doctor/logs.ts';

test('the logs of all functions are looked at', () => {
  const text = readFileSync('serverless.yml', 'utf8');
  const deployed = [...text.matchAll(/^ {2}([a-z0-9-]+):\n {4}handler: /gm)].map(([, name]) => name);
  expect(deployed).toContain('audit');
  expect(FUNCTIONS).toEqual(deployed);
});
