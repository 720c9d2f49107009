import { strToU8, zipSync } from 'fflate';
import { secretsOfBundle, secretsOfTemplate } from '../../infra/plugin/secrets.ts';

const TOKEN = ['glpat', 'abcdefghijklmnopqrstuvwxyz'].join('-');

test('a secret in the template is named by its resource and key, and never shown', () => {
  const template = {
    Resources: { Machine: { Properties: { UserData: [{ 'Fn::Sub': `token=${TOKEN}` }] } } },
  };

  const [told, ...others] = secretsOfTemplate(template);

  expect(others).toEqual([]);
  expect(told).toBe(
    'the template, Resources.Machine.Properties.UserData.0.Fn::Sub: what looks like a token of GitLab',
  );
});

test('a secret in a bundle is named by its function and file', () => {
  const zip = zipSync({ 'a.mjs': strToU8('export {}'), 'b.mjs': strToU8(`const token = "${TOKEN}"`) });

  expect(secretsOfBundle('webhook', zip)).toEqual([
    'the function webhook, b.mjs at character 15: what looks like a token of GitLab',
  ]);
});
