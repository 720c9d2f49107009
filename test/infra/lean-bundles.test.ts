import { withPlainKeys } from '../../infra/lean-bundles.ts';

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
