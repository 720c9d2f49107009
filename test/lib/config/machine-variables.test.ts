import { inspect } from '../../../lib/config/inspect.ts';
import { parseMachineOptions } from '../../../lib/config/machine-options/parse.ts';
import { aConfigToml } from '../../builders/config-toml.ts';

test.each([
  ['HTTPS_PROXY=http://proxy.example.com:3128', true],
  ['EMPTY=', true],
  ['1ST=a', false],
  [`A=\${B}`, false],
  ['A=one\\nB=two', false],
  // The machine's script is a part of several, which cloud-init reads as ASCII.
  ['A=Zürich', false],
])('a variable of the machine %j: %j', (variable, isGood) => {
  const { problems } = inspect(
    aConfigToml({ own: `project = 1\nenvironment = ["${variable}"]` }),
    'config.toml',
  );
  expect(problems).toHaveLength(isGood ? 0 : 1);
  const option = `engine-env=${variable.replace('\\n', '\n')}`;
  expect(parseMachineOptions([option]).verdicts[0]?.verdict).toBe(isGood ? 'honoured' : 'refused');
});

test.each(['S', 'BASTIONLESS_ROOT', 'PATH'])('%s is the machine’s own script’s', (name) => {
  const taken = `sets ${name}, which the machine’s own script uses: give the variable another name`;
  const { problems } = inspect(
    aConfigToml({ own: `project = 1\nenvironment = ["A=1", "${name}=/opt"]` }),
    'config.toml',
  );
  expect(problems).toMatchObject([{ path: 'runners[0].bastionless.environment[1]', message: taken }]);
  expect(parseMachineOptions([`engine-env=${name}=/opt`]).verdicts).toMatchObject([
    { verdict: 'refused', note: `"engine-env=${name}=/opt" ${taken}` },
  ]);
});
