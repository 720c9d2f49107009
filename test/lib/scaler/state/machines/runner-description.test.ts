import {
  machineOfDescription,
  runnerDescription,
} from '../../../../../lib/scaler/state/machines/runner-description.ts';

test.each([
  ['machine-1 of bastionless-dev', 'machine-1'],
  ['machine-1', undefined],
  ['machine-1 of bastionless-prod', undefined],
  ['machine-1 of bastionless-dev-2', undefined],
  ['', undefined],
])('%j describes the runner of %j', (description, name) => {
  expect(machineOfDescription(description, 'bastionless-dev')).toBe(name);
  if (name !== undefined) expect(runnerDescription(name, 'bastionless-dev')).toBe(description);
});
