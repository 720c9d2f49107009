import { VERSION } from '../../../lib/config/version.ts';
import packageJson from '../../../package.json' with { type: 'json' };

test('deployed and written files name the package’s version', () => {
  expect(VERSION).toBe(packageJson.version);
});
