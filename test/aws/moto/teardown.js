import { once } from 'node:events';

/** Stops the moto that setup.js started, and waits until it has: it has nothing to put in order. */
export default async function stopMoto() {
  const { moto } = globalThis;
  if (moto === undefined || moto.exitCode !== null) return;
  moto.kill('SIGKILL');
  await once(moto, 'exit');
}
