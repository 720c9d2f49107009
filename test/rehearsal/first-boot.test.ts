import { softwareForImage } from '../../lib/machine/user-data.ts';
import { NEIGHBOUR } from './guest/guest.ts';
import { guestBase } from './guest/guest-base.ts';
import { COMMAND_LINES, ENGINE_FLAGS, HELPER_LAYERS, RECORDING, RUNNER, WITH_RUNNER } from './images.ts';
import { onGuests, rehearsed } from './on-guests.ts';
import { downloads } from './outside/downloads.ts';
import { builtImage } from './outside/image-builder.ts';
import { POLL, REGISTER } from './outside/neighbour.ts';
import { imageOf, registry } from './outside/registry.ts';
import { timeline } from './timeline.ts';

const IMAGES = [imageOf('helper'), imageOf('job'), imageOf('tools')];
/** What config.toml of the rehearsal says of images, and what it then says. */
const OF_A_REGISTRY = {
  'image = "busybox"': `image = "${IMAGES[1]}"`,
  'helper_image = "busybox"': `helper_image = "${IMAGES[0]}"`,
};
const USERS = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/cloud-boothook

#!/bin/sh
echo "boothook, Docker is $(systemctl is-active docker)" >>/var/log/users
--x
Content-Type: text/x-shellscript

#!/bin/sh
echo "script, $(ls /run/bastionless 2>&1)" >>/var/log/users
--x--
`;

onGuests('a first boot', () => {
  test.concurrent('registers by a signed call and runs MaxBuilds jobs, its secrets in one file for root alone', () =>
    rehearsed(
      {
        hasCloudInit: true,
        files: { ...WITH_RUNNER, ...RECORDING },
        // All that shells and systemd take for theirs.
        config: {
          'rehearsal-%s': String.raw`it's \"a\" 100%h $HOME \\n ; %s`,
          'MaxBuilds = 100': 'MaxBuilds = 2',
        },
      },
      async ({ calls, world, ...rehearsal }) => {
        const jobs = [rehearsal.push(0), rehearsal.push(5), rehearsal.push(0)];
        const guest = await rehearsal.guest();
        await rehearsal.until(() => jobs.map(rehearsal.statusOf).includes('success'));
        const [runner] = world.gitlab.runners.all();
        const [secretAccessKey = '', sessionToken = ''] = rehearsal.roleSecrets();
        const secrets = [runner?.token ?? '', secretAccessKey, sessionToken];
        const inMemory = guest.run('grep', '-rlE', secrets.map(escaped).join('|'), '/run', '/tmp');
        expect(await inMemory.catch(() => '')).toBe('');
        await guest.off();

        expect(calls.filter(({ call }) => call === REGISTER).map(({ status }) => status)).toEqual([200]);
        expect(calls.find(({ call }) => call === POLL)?.status).toBe(201);
        expect(jobs.map(rehearsal.statusOf).toSorted()).toEqual(['pending', 'success', 'success']);
        expect(await rehearsal.reasons()).toEqual([]);
        expect(guest.mode('/etc/gitlab-runner')).toBe('700');
        expect(guest.mode('/etc/gitlab-runner/config.toml')).toBe('600');
        expect(guest.file('/etc/gitlab-runner/config.toml')).toContain(secrets[0]);
        expect(guest.file(COMMAND_LINES)).toContain('/machines/register');
        const journal = guest.journal().map(({ text }) => text);
        const seen = [...journal, guest.consoleText(), guest.file(COMMAND_LINES)].join('\n');
        expect(secrets.filter((secret) => secret === '' || seen.includes(secret))).toEqual([]);
        const files = secrets.flatMap((secret) => guest.filesWith(secret));
        expect(files).toEqual(['/etc/gitlab-runner/config.toml']);
        process.stderr.write(`An image with all that it takes:\n${timeline(guest, calls)}`);
      },
    ));

  test.concurrent('has the engine’s and the user’s own user data run first, and pulls images beside it', async () => {
    const [download, pull] = [downloads(RUNNER), registry(await guestBase(), HELPER_LAYERS)];
    await rehearsed(
      {
        hasCloudInit: true,
        files: ENGINE_FLAGS,
        users: USERS,
        config: {
          ...OF_A_REGISTRY,
          '[runners.machine]': [
            '[runners.bastionless]',
            `insecure_registries = ["${NEIGHBOUR}"]`,
            `prefetch = ["${IMAGES[2]}"]`,
            'docker_daemon = { default-ulimits = { nofile = { Name = "nofile", Soft = 1024, Hard = 2048 } } }',
            '[runners.machine]',
          ].join('\n'),
        },
        interfere: (call) => download(call) ?? pull(call),
        ownDisk: '2G',
      },
      async ({ calls, ...rehearsal }) => {
        const job = rehearsal.push(1);
        const guest = await rehearsal.guest();
        await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
        const disk = await guest.run('findmnt', '--noheadings', '--output', 'SOURCE', '/var/lib/docker');
        expect(disk.trim().split('\n').at(-1)).toMatch(/^\/dev\/.*\[\/docker\]$/);
        for (const image of IMAGES) await guest.shows(`has pulled ${image}`);
        expect(await guest.run('docker', 'run', '--rm', IMAGES[1] ?? '', 'sh', '-c', 'ulimit -Hn')).toContain(
          '2048',
        );
        await guest.pressPowerButton();
        await guest.off();
        expect(guest.file('/var/log/users').split('\n')).toEqual([
          'boothook, Docker is inactive',
          expect.stringMatching(/^script, .*No such file/),
          '',
        ]);
        process.stderr.write(`The default image, with Docker alone:\n${timeline(guest, calls)}`);
      },
    );
  });

  test.concurrent('installs what a plain image lacks: Docker, and gitlab-runner by its checksum', () =>
    rehearsed(
      { hasCloudInit: true, image: 'plain', files: {}, interfere: downloads(RUNNER) },
      async ({ calls, ...rehearsal }) => {
        const job = rehearsal.push(0);
        const guest = await rehearsal.guest();
        // The image for jobs is not there.
        await rehearsal.until(() => rehearsal.statusOf(job) !== 'pending');
        await guest.pressPowerButton();
        await guest.off();
        process.stderr.write(`A plain image:\n${timeline(guest, calls)}`);
      },
    ));

  test.concurrent('takes nothing from outside where EC2 Image Builder has run its component’s script', async () => {
    const base = await guestBase();
    const [download, pull] = [downloads(RUNNER), registry(base, HELPER_LAYERS)];
    const script = softwareForImage('19.3.0', IMAGES, `http://${NEIGHBOUR}/downloads`);
    const builder = await builtImage(base, script, (call) => download(call) ?? pull(call));
    try {
      await rehearsed(
        { hasCloudInit: true, image: builder.image(), files: {}, config: OF_A_REGISTRY },
        async ({ calls, ...rehearsal }) => {
          const job = rehearsal.push(0);
          const guest = await rehearsal.guest();
          await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
          await guest.pressPowerButton();
          await guest.off();
          expect(calls.filter(({ call }) => /downloads|v2/.test(call))).toEqual([]);
          expect(guest.consoleText()).not.toContain('bastionless: installs');
        },
      );
    } finally {
      await builder.remove();
    }
  });
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
