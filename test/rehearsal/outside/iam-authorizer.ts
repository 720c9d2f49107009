import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { RoleCredentials } from './metadata-service.ts';

/** Whoever may call: an instance, by its role. */
export interface Caller {
  readonly userId: string;
  readonly credentials: RoleCredentials;
}

const SERVICE = 'execute-api';
const MOST_SKEW_MS = 300_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * What API Gateway's `aws_iam` authorizer does: signs the request anew with the caller's secret and compares. Undefined
 * if the signature does not hold.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function iamAuthorizer(region: string, callers: readonly Caller[]) {
  return async (request: Request): Promise<string | undefined> => {
    const claim = claimOf(request);
    const caller = callers.find(({ credentials }) => credentials.accessKeyId === claim?.accessKeyId);
    if (claim === undefined || caller === undefined || !holds(claim, caller, region)) return undefined;
    const expected = await sign(request, { caller, ...claim });
    return timingSafeEqual(Buffer.from(expected), Buffer.from(claim.signature)) ? caller.userId : undefined;
  };
}

/** What a request says of its signature. */
interface Claim {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly signedAt: Date;
  readonly sessionToken: string | null;
}

function claimOf({ headers }: Request): Claim | undefined {
  const found = AUTHORIZATION.exec(headers.get('authorization') ?? '');
  if (found === null) return undefined;
  const [, accessKeyId = '', region = '', service = '', signedHeaders = '', signature = ''] = found;
  return {
    ...{ accessKeyId, region, service, signature, signedHeaders: signedHeaders.split(';') },
    signedAt: dateOf(headers.get('x-amz-date') ?? ''),
    sessionToken: headers.get('x-amz-security-token'),
  };
}

function holds(claim: Claim, { credentials }: Caller, region: string): boolean {
  const isForUs = claim.region === region && claim.service === SERVICE;
  const isFresh = Math.abs(Date.now() - claim.signedAt.getTime()) <= MOST_SKEW_MS;
  const isValid =
    claim.sessionToken === credentials.sessionToken && credentials.expiration.getTime() > Date.now();
  return isForUs && isFresh && isValid;
}

interface Signing {
  readonly caller: Caller;
  readonly region: string;
  readonly signedAt: Date;
  readonly signedHeaders: readonly string[];
}

async function sign(request: Request, { caller, region, signedAt, signedHeaders }: Signing): Promise<string> {
  const { accessKeyId, secretAccessKey, sessionToken } = caller.credentials;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const signer = new SignatureV4({
    credentials,
    region,
    service: SERVICE,
    sha256: Sha256,
    applyChecksum: false,
  });
  const url = new URL(request.url);
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.headers.get(name) ?? '']));
  const unsigned = {
    ...{ method: request.method, protocol: url.protocol, hostname: url.hostname, path: url.pathname },
    query: Object.fromEntries(url.searchParams),
    headers,
    body: new Uint8Array(await request.arrayBuffer()),
  };
  const signed = await signer.sign(unsigned, {
    signingDate: signedAt,
    signableHeaders: new Set(signedHeaders),
  });
  return AUTHORIZATION.exec(signed.headers['authorization'] ?? '')?.[5] ?? '';
}

/** 20261125T182500Z */
function dateOf(text: string): Date {
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** Node's own, as the signer wants it. */
class Sha256 {
  readonly #secret: string | Uint8Array | undefined;
  #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#fresh();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh() {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}
