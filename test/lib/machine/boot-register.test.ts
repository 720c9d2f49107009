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
    expect(request).toContain(' --header Content-Type: application/json --data-binary @');
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
    const { calls, log } = boot(READY, { ...WELL, failures });
    expect(delaysOf(calls)).toEqual([1, 2]);
    expect(log).toContain('the instance metadata service has no iam/security-credentials/: again in 1 s');
    expect(registrations(calls)).toHaveLength(1);
    expect(calls).toContain(START);
  });

  test.each([
    ['403', 'could not register within 300 s (status 403): {"message":"the reason"}'],
    ['000', 'could not register within 300 s (status 000): curl: (6) Could not resolve host'],
  ])('for five minutes if the answer stays %s, then says so and powers off', (status, words) => {
    const { calls, exists, report } = boot(READY, { ...WELL, statuses: [status] });
    expect(report.split('\n')[0]).toContain(words);
    const waited = delaysOf(calls).reduce((sum, delay) => sum + delay, 0);
    expect(waited).toBeGreaterThanOrEqual(300);
    expect(waited).toBeLessThan(320);
    expect(calls.at(-1)).toBe(POWER_OFF);
    expect(exists(CONFIG_FILE)).toBe(false);
  });

  test.each(['409', '400', '404'])('once if it is refused for good (%s), then powers off', (status) => {
    const { calls, report } = boot(READY, { ...WELL, statuses: [status] });
    expect(registrations(calls)).toHaveLength(1);
    expect(report.split('\n')[0]).toBe(
      `its registration was refused (status ${status}): {"message":"the reason"}`,
    );
    expect(calls.at(-1)).toBe(POWER_OFF);
  });

  test('only once Docker answers, and there is room on the disk', () => {
    const isBeforeRegistering = (call: string) => {
      const { calls } = boot(READY, WELL);
      return calls.indexOf(call) < calls.findIndex((one) => one.endsWith('/register'));
    };
    expect(isBeforeRegistering('systemctl start docker')).toBe(true);
    expect(registrations(boot(READY, { ...WELL, says: { free: '511' } }).calls)).toEqual([]);
  });

  test('not with a curl that cannot sign: it says so at once', () => {
    const { calls, log } = boot(READY, { ...WELL, failures: { 'curl --aws-sigv4 aws:amz --help': 1 } });
    expect(log).toContain("this image's curl cannot sign requests");
    expect(delaysOf(calls).filter((delay) => delay > 3)).toEqual([]);
    expect(calls.at(-1)).toBe(POWER_OFF);
  });

  test('with words of its own where the metadata service does not answer', () => {
    const failures = { 'curl --silent --fail --max-time 5 --request PUT': 999 };
    const { log, calls } = boot(READY, { ...WELL, failures });
    expect(log).toContain(
      'could not register within 300 s (status 000): the instance metadata service does not answer',
    );
    expect(calls.at(-1)).toBe(POWER_OFF);
  });
});
