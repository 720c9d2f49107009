import { refuseUnknownParameters } from '../../infra/plugin/parameters.ts';

const said =
  (...param: string[]) =>
  () =>
    refuseUnknownParameters({
      processedInput: { commands: ['deploy'], options: { param } },
      configurationInput: { params: { default: { tracing: 'false', 'alarm-email': '' } } },
    });

test.each([
  ['alarm-mail=ops@example.com', '--param alarm-mail is not known: did you mean alarm-email?'],
  ['nonsense=1', '--param nonsense is not known: there are alarm-email, tracing'],
])('a parameter that would have no effect is refused: %s', (one, message) => {
  expect(said('tracing=true', one)).toThrow(message);
});

test('the parameters of serverless.yml are read', () => {
  expect(said('tracing=true', 'alarm-email=')).not.toThrow();
  expect(said()).not.toThrow();
});
