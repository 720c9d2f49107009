import { CONFIG_FILE, delaysOf, POWER_OFF, READY, START, WELL } from './machines.ts';
import { boot, removeSandboxes } from './sandbox.ts';

const registrations = (calls: readonly string[]) => calls.filter((call) => call.endsWith('/register'));

afterAll(removeSandboxes);

describe('a machine registers', () => {
  test('with a request that the credentials of its role sign', () => {
    const { calls, curlInput } = boot(READY, WELL);
    const [request, ...more] = registrations(calls);
    expect(more).toEqual([]);
    expect(request).toContain(' --aws-sigv4 aws:amz:eu-west-1:execute-api ');
    expect(request).toContain(' --header Content-Type: application/json --data {} ');
    expect(request).toMatch(/ https:\/\/api\.example\.com\/machines\/register$/);
    expect(curlInput).toContain('user = "ACCESS-KEY:SECRET/KEY+="\n');
    expect(curlInput).toContain('header = "x-amz-security-token: ROLE-TOKEN=="');
  });

  test('by the second version of the instance metadata service only', () => {
    const metadata = boot(READY, WELL).calls.filter((call) => call.includes('169.254.169.254'));
    const askForToken = / --request PUT --header X-aws-ec2-metadata-token-ttl-seconds: /;
    const askWithToken = / --config - /;
    expect(metadata.filter((call) => !askForToken.test(call) && !askWithToken.test(call))).toEqual([]);
  });

  test.each([
    ['its record is not written yet', ['403', '403', '200']],
    ['the control plane fails', ['500', '502', '200']],
    ['too many machines ask at once', ['429', '503', '200']],
    ['there is no answer', ['000', '000', '200']],
  ])('again, with credentials fetched anew, when %s', (_, statuses) => {
    const { calls, curlInput } = boot(READY, { ...WELL, statuses });
    expect(registrations(calls)).toHaveLength(3);
    expect(curlInput.match(/ROLE-TOKEN/g)).toHaveLength(3);
    expect(calls.filter((call) => call.endsWith('/machine-role'))).toHaveLength(3);
    expect(delaysOf(calls)).toEqual([1, 2]);
    expect(calls).toContain(START);
    expect(calls).not.toContain(POWER_OFF);
  });

  test('again when its role is not there yet', () => {
    const role = 'http://169.254.169.254/latest/meta-data/iam/security-credentials/';
    const failures = { [`curl --silent --fail --max-time 5 --config - ${role}`]: 2 };
    const { calls } = boot(READY, { ...WELL, failures });
    expect(delaysOf(calls)).toEqual([1, 2]);
    expect(registrations(calls)).toHaveLength(1);
    expect(calls).toContain(START);
  });

  test.each(['403', '500', '000'])('for five minutes if the answer stays %s, then powers off', (status) => {
    const { calls, exists } = boot(READY, { ...WELL, statuses: [status] });
    const waited = delaysOf(calls).reduce((sum, delay) => sum + delay, 0);
    expect(waited).toBeGreaterThanOrEqual(300);
    expect(waited).toBeLessThan(320);
    expect(calls.at(-1)).toBe(POWER_OFF);
    expect(exists(CONFIG_FILE)).toBe(false);
  });

  test.each(['409', '400', '404'])('once if it is refused for good (%s), then powers off', (status) => {
    const { calls } = boot(READY, { ...WELL, statuses: [status] });
    expect(registrations(calls)).toHaveLength(1);
    expect(calls.at(-1)).toBe(POWER_OFF);
  });
});
