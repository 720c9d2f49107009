import { globSync, readFileSync } from 'node:fs';
import { KNOWN_ERRORS, withoutErrors, withPlainKeys } from '../../../infra/bundles/lean.ts';

test.each([
  [
    'a key that is a constant',
    'const _a = "name";\nexport var A = { [_a]: 1 };',
    'export var A = { "name": 1 };',
  ],
  ['a key that is none', 'export var A = { [_a]: 1 };', 'export var A = { [_a]: 1 };'],
  ['a constant that is no key', 'const _a = "name";\nexport var A = [_a];', 'export var A = [_a];'],
])('a schema with %s', (_, source, expected) => {
  expect(withPlainKeys(source)).toContain(expected);
});

test('an AWS error that no function knows by class is not registered', () => {
  const registered = (name: string): string => `n0_registry.registerError(${name}$, ${name});\n`;
  const source = `${registered('ParameterNotFound')}${registered('InvalidTag')}_s_registry.registerError(SSMServiceException$, SSMServiceException);`;
  expect(withoutErrors(source)).toBe(source.replace(registered('InvalidTag').trim(), ''));
});

test('the errors that are known by class are those that the functions import', () => {
  const imported = globSync(['lib/{aws,gitlab,scaler}/**/*.ts', 'functions/**/*.ts']).flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    const names = [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-[^']+'/g)].flatMap(
      ([, list = '']) => list.split(',').flatMap((name) => name.trim().replace(/^type /, '') || []),
    );
    return names.filter((name) => new RegExp(`instanceof ${name}\\b`).test(source));
  });
  // What a service has in common for its errors is registered by itself.
  const named = [...new Set(imported)].filter((name) => !name.endsWith('ServiceException'));
  expect(named.toSorted()).toEqual(KNOWN_ERRORS);
});
