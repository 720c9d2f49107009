import { leanLog } from '../../../functions/runtime/lean-log.ts';
import { powertoolsLog } from '../../../functions/runtime/powertools-log.ts';
import type { Log } from '../../../lib/scaler/ports/log.ts';
import { printedBy } from './printed.ts';

const LOGS: readonly (readonly [string, Log])[] = [
  ['of the webhook', leanLog],
  ['of the others', powertoolsLog()],
];

describe.each(LOGS)('the log %s', (_, log) => {
  const line = (action: () => void) => printedBy(action)[0];

  test('is one flat line of JSON, with its level and its time', () => {
    expect(line(() => log.warn('EC2 could not launch all machines', { reason: 'capacity' }))).toMatchObject({
      level: 'WARN',
      message: 'EC2 could not launch all machines',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      service: 'bastionless',
      reason: 'capacity',
    });
  });

  test('is found by the machine, else by the job, that a line is about', () => {
    expect(line(() => log.info('a', { machine: 'machine-1', job: 7 }))).toMatchObject({
      correlation_id: 'machine-1',
      job: 7,
    });
    expect(line(() => log.info('a', { job: 7 }))).toMatchObject({ correlation_id: 'job-7' });
    expect(line(() => log.error('a'))).not.toHaveProperty('correlation_id');
  });
});
