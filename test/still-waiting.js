import { Server, Socket } from 'node:net';

/** A test ends after four minutes, and then nobody knows for what it waited. */
const PATIENCE_MS = 120_000;

/** Of what Jest tells: what begins, and what ends it. */
const BEGINS = ['hook_start', 'test_fn_start'];
const ENDS = ['hook_success', 'hook_failure', 'test_fn_success', 'test_fn_failure'];

/** Says of a test or a hook that goes on for two minutes what its process waits for. */
export class StillWaiting {
  #timers = new Map();

  heard({ name, hook, test }) {
    const of = hook ?? test;
    if (BEGINS.includes(name)) {
      const what = `${hook?.type ?? 'the test'} ${test?.name ?? ''}`.trimEnd();
      const timer = setTimeout(() => process.stderr.write(`${what}: ${waitsFor()}\n`), PATIENCE_MS);
      this.#timers.set(of, timer.unref());
    } else if (ENDS.includes(name)) this.end(of);
  }

  end(of) {
    clearTimeout(this.#timers.get(of));
    this.#timers.delete(of);
  }
}

function waitsFor() {
  const parts = process.getActiveResourcesInfo().length;
  const handles = process._getActiveHandles().flatMap((handle) => described(handle) ?? []);
  return `goes on for ${PATIENCE_MS / 1000} s, with ${parts} open handles: ${handles.join(', ')}`;
}

function described(handle) {
  if (handle.spawnargs !== undefined) return `${handle.pid} ${handle.spawnargs.join(' ')}`;
  if (handle instanceof Server) return `the server of port ${handle.address()?.port}`;
  if (handle instanceof Socket && handle.remotePort !== undefined)
    return `port ${handle.localPort} to ${handle.remoteAddress}:${handle.remotePort}`;
  return undefined;
}
