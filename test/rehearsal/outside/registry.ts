import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NEIGHBOUR } from '../guest/guest.ts';

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = 'application/vnd.docker.container.image.v1+json';
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** Of an image that the registry has, whatever its name. */
export const imageOf = (name: string): string => `${NEIGHBOUR}/${name}:1`;

/**
 * A registry in which each name is that of one small image, with a shell in it.
 *
 * @param base what `guestBase` made
 * @param more archives of what is to be in it besides
 * @see https://distribution.github.io/distribution/spec/api/
 */
export function registry(base: string, more: readonly string[] = []) {
  const tars = [join(base, 'image.tar'), ...more].map((path) => readFileSync(path));
  const layers = tars.map((tar) => gzipSync(tar, { level: 1 }));
  const config = Buffer.from(
    JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux', config: { Cmd: ['sh'] } },
      rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      ...{
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: entry(CONFIG, config),
        layers: layers.map((layer) => entry(LAYER, layer)),
      },
    }),
  );
  const blobs = new Map([config, ...layers].map((blob) => [digestOf(blob), blob]));
  return (call: string): Response | undefined => {
    const [, path] = /^(?:GET|HEAD) \/v2\/(.*)$/.exec(call) ?? [];
    if (path === undefined) return undefined;
    if (path === '') return Response.json({});
    const [, kind, reference = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
    if (kind === 'manifests') return answer(manifest, MANIFEST);
    const blob = blobs.get(reference);
    return blob === undefined ? new Response('', { status: 404 }) : answer(blob, 'application/octet-stream');
  };
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const entry = (mediaType: string, bytes: Buffer) => ({
  ...{ mediaType, size: bytes.length, digest: digestOf(bytes) },
});

const answer = (bytes: Buffer, type: string) =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-length': `${bytes.length}`,
      'docker-content-digest': digestOf(bytes),
    },
  });
