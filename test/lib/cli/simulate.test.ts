import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bastionless } from './bastionless.ts';

const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
/** A morning's rush: of a day, most of the minutes would be without a job. */
const SHORT = ['--from', '2026-11-23T09:00:00Z', '--days', '0.15', '--per-day', '160'];

test('a job that was retried waited twice: more do not wait than there are', async () => {
  const { out } = await bastionless('simulate', ...SHORT, '--compare', 'none', '--interruptions', '400');
  const [, long, all] =
    /(\d+) of (\d+) jobs, retries among them, waited for more/.exec(out.replaceAll(/\s+/g, ' ')) ?? [];
  const [, jobs] = /^jobs +(\d+)/m.exec(out) ?? [];
  expect(Number(long)).toBeLessThanOrEqual(Number(all));
  expect(Number(all)).toBeGreaterThan(Number(jobs));
});

test('compares the systems that are asked for, as JSON', async () => {
  const compared = ['--compare', 'docker-machine,bastion,always-on,docker-autoscaler'];
  const { code, out, err } = await bastionless('simulate', ...SHORT, ...compared, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const report = JSON.parse(out);
  expect(Object.keys(report)).toEqual([
    'bastionless',
    'docker-machine',
    'bastion',
    'always-on',
    'docker-autoscaler',
  ]);
  for (const system of Object.values(report)) {
    expect(system).toEqual({
      jobs: report.bastionless.jobs,
      waitSeconds: { mean: anyNumber, p50: anyNumber, p95: anyNumber, p99: anyNumber, max: anyNumber },
      longWaits: { capacity: anyNumber, period: anyNumber, boot: anyNumber },
      machineHours: { busy: anyNumber, idle: anyNumber, booting: anyNumber },
      cost: expect.objectContaining({
        total: anyNumber,
        spot: anyNumber,
        lambda: anyNumber,
        bastion: anyNumber,
      }),
      launched: anyNumber,
      retried: 0,
      lost: 0,
    });
  }
  expect(report.bastionless.jobs).toBeGreaterThan(20);
  expect(report.bastionless.machineHours.busy).toBeCloseTo(report.bastion.machineHours.busy, 2);
  expect(report.bastionless.cost.bastion).toBe(0);
  expect(report['docker-machine'].cost.bastion).toBeGreaterThan(0);
  expect(report['docker-machine'].cost.lambda).toBe(0);
});
const anyNumber = expect.any(Number);

test('a bastion polls as often as config.toml says, in whatever letters', async () => {
  const seed = readFileSync('config.toml', 'utf8');
  const waits = async (line: string) => {
    const config = path('polls.toml');
    writeFileSync(config, seed.replace('check_interval = 0', line));
    const compared = ['--compare', 'docker-machine', '--config', config, '--json'];
    const { out } = await bastionless('simulate', ...SHORT, ...compared);
    return JSON.parse(out)['docker-machine'].waitSeconds.mean;
  };
  const [usual, rare, capital] = [
    await waits('check_interval = 0'),
    await waits('check_interval = 60'),
    await waits('Check_Interval = 60'),
  ];
  expect(rare).toBeGreaterThan(usual);
  expect(capital).toBe(rare);
});

test('machines boot as long as is said, and the report says how long that is', async () => {
  const run = (...more: string[]) =>
    bastionless('simulate', ...SHORT, '--compare', 'docker-machine', ...more);
  const { out } = await bastionless('simulate', ...SHORT, '--compare', 'none', '--boot', '100-120');
  expect(out).toContain('a machine boots in 100 to 120 s, whoever asks for it');
  const report = JSON.parse((await run('--boot', '100', '--json')).out);
  for (const { waitSeconds } of Object.values(report) as { waitSeconds: { p50: number } }[]) {
    expect(waitSeconds.p50).toBeGreaterThan(95);
    expect(waitSeconds.p50).toBeLessThan(106);
  }
  expect((await run('--boot', 'soon')).err).toContain('as 30, or as 22-42 (it is "soon")');
});

test('the same seed gives the same, to the byte; ours retries the jobs that peers lose', async () => {
  const config = path('retried-often.toml');
  // By default a job is retried twice, and one of an hour is taken from its machine more often here.
  writeFileSync(config, `${readFileSync('config.toml', 'utf8')}\n[runners.bastionless]\nretry_limit = 9\n`);
  const often = [
    ...['--config', config, ...SHORT],
    '--interruptions',
    '200',
    '--compare',
    'docker-machine,docker-autoscaler,always-on',
  ];
  const run = async (...seed: string[]) => (await bastionless('simulate', ...often, ...seed, '--json')).out;
  const [first, again] = [await run(), await run()];
  expect(again).toBe(first);
  expect(await run('--seed', '8', '--compare', 'none')).not.toContain(
    first.slice(0, first.indexOf('docker')),
  );
  const { bastionless: ours, ...peers } = JSON.parse(first);
  expect(ours.retried).toBeGreaterThan(0);
  expect(ours.lost).toBe(0);
  for (const name of ['docker-machine', 'docker-autoscaler']) {
    expect(peers[name]).toMatchObject({ jobs: ours.jobs, retried: 0, lost: expect.any(Number) });
    expect(peers[name].lost).toBeGreaterThan(0);
  }
  expect(peers['always-on']).toMatchObject({ jobs: ours.jobs, retried: 0, lost: 0 });
});

test('warns of a maximum price that no spot machine is to be had for', async () => {
  const config = path('low-bid.toml');
  writeFileSync(config, readFileSync('config.toml', 'utf8').replace('spot-price=0.03', 'spot-price=0.003'));
  const { code, err } = await bastionless('simulate', '--config', config, ...SHORT, '--compare', 'none');
  expect(code).toBe(0);
  expect(err).toMatch(
    /^warning: runner gitlab-aws-autoscaler: amazonec2-spot-price is 0\.003, below what t3\.medium/,
  );
});

test('the terminal’s table fits in 80 columns', async () => {
  const compared = ['--compare', 'docker-machine,docker-autoscaler,bastion,without-lookahead'];
  process.env['COLUMNS'] = '80';
  const { out } = await bastionless('simulate', ...SHORT, ...compared);
  delete process.env['COLUMNS'];
  const table = out.slice(out.indexOf('\n\n'));
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  for (const title of ['jobs', 'wait, half of them', 'machine hours, busy', 'cost', 'cost of a month']) {
    expect(out).toMatch(new RegExp(`^${title} `, 'm'));
  }
  expect(out).not.toContain('\u001b');
});

test('says in words what is saved, what held jobs up, and what more money buys', async () => {
  const { out } = await bastionless(
    'simulate',
    ...SHORT,
    '--compare',
    'docker-machine',
    '--interruptions',
    '5',
  );
  expect(out).toContain(
    'a machine boots in 42 to 62 s, whoever asks for it; EC2 takes a spot machine 5 times in 100 hours',
  );
  const words = out.replaceAll(/\s+/g, ' ');
  expect(words).toMatch(
    /bastionless costs \$[\d.]+ a month, \d+ % less than docker-machine, the cheapest of the others/,
  );
  expect(words).toMatch(/\d+ of \d+ jobs waited for more than 10 s, \d+ % of them for a machine to boot/);
  expect(words).toMatch(
    /With IdleCount = 1 jobs would wait [\d.]+ s less on the average, for \$[\d.]+ more a month: each dollar buys/,
  );
});

test('says what lookahead saves the later stages, what it is paid, and what several jobs on a machine would', async () => {
  const { out } = await bastionless(
    'simulate',
    ...['--workload', 'staged', '--days', '1', '--per-day', '40'],
    ...['--compare', 'without-lookahead,four-places'],
  );
  const words = out.replaceAll(/\s+/g, ' ');
  const said =
    /Lookahead: jobs of later stages wait ([\d.]+) s on the average, ([\d.]+) s without it \((\d+) %\), .+ less for all \d+ of them, for [+-][\d.]+ % machine-hours, \$[\d.]+ (?:more|less) a month\./;
  const [, now, before, share] = said.exec(words) ?? [];
  expect(Number(now)).toBeLessThan(Number(before));
  expect(Math.abs(Number(share) - (100 * Number(now)) / Number(before))).toBeLessThan(8);
  expect(words).not.toContain('the cheapest of the others');

  const packed =
    /With four jobs on a machine that is four times as large, it is \$[\d.]+ a month, [+-][\d.]+ %, and jobs wait ([\d.]+) s on the average, ([\d.]+) s as it is\./;
  const [, then] = packed.exec(words) ?? [];
  expect(Number(then)).toBeGreaterThan(0);
});

test('says at once that there is more work than capacity', async () => {
  const jobs = path('too-much.csv');
  writeFileSync(jobs, `queued_at,duration_s,tags\n${'2026-11-23T09:00:00Z,3000,\n'.repeat(30)}`);
  const { err, out } = await bastionless('simulate', '--jobs', jobs, '--compare', 'none');
  expect(err).toContain(
    'warning: more work than capacity: the jobs keep 1 machine on the average busy, concurrent and limit let 10 exist',
  );
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'because concurrent or limit let no more machines exist. With concurrent = 20 and twice the limit',
  );
});

test('jobs of a file, and prices of another', async () => {
  const jobs = path('jobs.csv');
  writeFileSync(jobs, 'queued_at,duration_s,tags\n2026-11-23T09:00:00Z,60,\n2026-11-23T10:00:00Z,60,gpu\n');
  const prices = path('prices.json');
  writeFileSync(prices, '{"instances": {"t3.medium": {"onDemandHour": 36, "spotHour": 18}}}');
  const { out, err } = await bastionless(
    'simulate',
    '--jobs',
    jobs,
    '--prices',
    prices,
    '--compare',
    'none',
    '--json',
  );
  const { bastionless: ours } = JSON.parse(out);
  expect(ours).toMatchObject({ jobs: 1, launched: 1 });
  const hours = ours.machineHours.busy + ours.machineHours.idle + ours.machineHours.booting;
  expect(ours.cost.spot).toBeCloseTo(18 * hours, 1);
  expect(err).toMatch(
    /^warning: .*jobs\.csv: 1 job with the tags "gpu" is left out: line 3\. No runner of config\.toml/,
  );
});

test('the page loads nothing, runs nothing, and says in text what its pictures show', async () => {
  const jobs = path('<b>x&"y.csv');
  writeFileSync(jobs, 'queued_at,duration_s,tags\n2026-11-23T09:00:00Z,60,\n');
  const page = path('report.html');
  await bastionless('simulate', '--jobs', jobs, '--html', page);
  const text = readFileSync(page, 'utf8');
  expect(text).not.toMatch(/<script|<link|<img|url\(http|@import/);
  expect(text).not.toContain('<b>x');
  const pictures = text.match(/<svg [^>]*>/g) ?? [];
  expect(pictures.length).toBeGreaterThanOrEqual(6);
  for (const picture of pictures) expect(picture).toMatch(/role="img" aria-label="[^"]{10,}"/);
  expect(text).toContain('<th scope="row"');
  expect(text).toContain('always-on');
});

describe('what is wrong is said plainly', () => {
  test.each<[string[], number, RegExp]>([
    [['--workload', 'offic'], 2, /"offic" is not known: did you mean office\?/],
    [['--compare', 'docker-machin'], 2, /did you mean docker-machine\?/],
    [['--days', '-1'], 2, /--days.*must be a number above 0.*"-1"/],
    [['--days', '1000'], 2, /366 at most/],
    [['--per-day', 'many'], 2, /--per-day.*must be a number/],
    [['--interruptions', '-1'], 2, /--interruptions.*must be a number from 0 to 1000.*"-1"/],
    [['--interruptions', 'often'], 2, /--interruptions.*must be a number from 0/],
    [['--seed', '1.5'], 2, /--seed.*must be a whole number/],
    [['--from', 'soon'], 2, /--from.*must be a time such as/],
    [['--jobs', 'no-such.csv'], 1, /there is no file no-such\.csv: bastionless export makes one/],
    [['--config', 'no-such.toml'], 1, /there is no file no-such\.toml/],
    [['--prices', 'config.toml'], 1, /config\.toml: .*JSON/],
    [['--bastion-type', 't9.tiny', ...SHORT], 1, /no price for t9\.tiny .*--prices/],
    [['--html', '/no/such/folder/report.html'], 1, /there is no folder \/no\/such\/folder/],
  ])('%j', async (args, code, message) => {
    const outcome = await bastionless('simulate', ...args);
    expect(outcome).toMatchObject({ code, out: '' });
    expect(outcome.err).toMatch(message);
    expect(outcome.err).not.toMatch(/\n\s+at /);
  });
});
