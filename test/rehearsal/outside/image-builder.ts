import { Guest, NEIGHBOUR } from '../guest/guest.ts';
import { imageNamed } from '../guest/image.ts';
import { INSECURE } from '../images.ts';
import { neighbour } from './neighbour.ts';
import { Servers } from './servers.ts';

/** systemd says so once all is started. */
const IS_UP = 'Reached target graphical.target';

/**
 * What EC2 Image Builder does with a component's script: runs it as root on an instance of a plain image. Resolves with
 * a guest that is off, whose disk is the image. Rejects if the script fails.
 *
 * @param base what `guestBase` made
 * @param outside answers what the script calls
 */
export async function builtImage(
  base: string,
  script: string,
  outside: (call: string) => Response | undefined,
): Promise<Guest> {
  const servers = new Servers();
  const serve = () => new Response('', { status: 404 });
  const guest = new Guest({
    ...{
      instanceId: 'i-0123456789abcdef0',
      hostname: 'builder',
      userData: '',
      image: imageNamed(base, 'plain'),
    },
    files: INSECURE,
    servers: {
      [`${NEIGHBOUR}:80`]: servers.serve(neighbour({ serve, interfere: outside, onCall: () => undefined })),
    },
  });
  try {
    guest.boot();
    await guest.shows(IS_UP);
    await guest.run('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'bash', '-c', script);
    await guest.pressPowerButton();
    await guest.off();
    return guest;
  } catch (error) {
    await guest.remove();
    throw error;
  } finally {
    servers.close();
  }
}
