import { COMMAND_LINES, RECORDING, RUNNER, WITH_RUNNER } from './images.ts';
import { onGuests, rehearsed } from './on-guests.ts';
import { downloads } from './outside/downloads.ts';
import { POLL, REGISTER } from './outside/neighbour.ts';
import { timeline } from './timeline.ts';

onGuests('a first boot', () => {
  // Alone, for the sake of its timeline.
  test('registers by a signed call and runs a job in a container', () =>
    rehearsed({}, async ({ calls, ...rehearsal }) => {
      const job = rehearsal.push(1);
      const guest = await rehearsal.guest();
      await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
      expect(calls.filter(({ call }) => call === REGISTER).map(({ status }) => status)).toEqual([200]);
      expect(calls.find(({ call }) => call === POLL)?.status).toBe(201);
      await guest.pressPowerButton();
      await guest.off();
      process.stderr.write(`An image with all that it takes:\n${timeline(guest, calls)}`);
    }));

  test.concurrent('installs what a plain image lacks: Docker, and gitlab-runner by its checksum', () =>
    rehearsed(
      { image: 'plain', files: {}, interfere: downloads(RUNNER) },
      async ({ calls, ...rehearsal }) => {
        const job = rehearsal.push(1);
        const guest = await rehearsal.guest();
        await rehearsal.until(() => rehearsal.statusOf(job) !== 'pending');
        await guest.pressPowerButton();
        await guest.off();
        process.stderr.write(`A plain image:\n${timeline(guest, calls)}`);
      },
    ));

  test.concurrent('shows secrets to nobody but root, in one file', () =>
    rehearsed({ files: { ...WITH_RUNNER, ...RECORDING } }, async ({ world, ...rehearsal }) => {
      const job = rehearsal.push(1);
      const guest = await rehearsal.guest();
      await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
      const [runner] = world.gitlab.runners.all();
      const [secretAccessKey = '', sessionToken = ''] = rehearsal.roleSecrets();
      const secrets = [runner?.token ?? '', secretAccessKey, sessionToken];
      const inMemory = await guest
        .run('grep', '-rlE', secrets.map(escaped).join('|'), '/run', '/tmp')
        .catch(() => '');
      expect(inMemory).toBe('');
      await guest.pressPowerButton();
      await guest.off();
      expect(guest.mode('/etc/gitlab-runner')).toBe('700');
      expect(guest.mode('/etc/gitlab-runner/config.toml')).toBe('600');
      expect(guest.file('/etc/gitlab-runner/config.toml')).toContain(secrets[0]);
      expect(guest.file(COMMAND_LINES)).toContain('/machines/register');
      const journal = guest.journal().map(({ text }) => text);
      const seen = [...journal, guest.consoleText(), guest.file(COMMAND_LINES)].join('\n');
      expect(secrets.filter((secret) => secret === '' || seen.includes(secret))).toEqual([]);
      const files = secrets.flatMap((secret) => guest.filesWith(secret));
      expect(files).toEqual(['/etc/gitlab-runner/config.toml']);
    }));

  test.concurrent('is the same for a machine whose MachineName has all that shells and systemd take for theirs', () =>
    rehearsed(
      { config: { 'rehearsal-%s': String.raw`it's \"a\" 100%h $HOME \\n ; %s` } },
      async (rehearsal) => {
        const job = rehearsal.push(1);
        await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
      },
    ));
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
