import { VERSION } from '../../../lib/config/version.ts';
import packageJson from '../../../package.json' with { type: 'json' };

test('what is deployed and written says the package’s version', () => {
  expect(VERSION).toBe(packageJson.version);
});
