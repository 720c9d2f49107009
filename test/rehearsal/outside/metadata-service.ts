import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';

/** What an instance signs its calls with. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface InstanceMetadata {
  readonly instanceId: string;
  readonly role: string;
  readonly credentials: RoleCredentials;
  /** When EC2 will take the instance back, once it has said so. */
  interruptedAt: Date | undefined;
}

/** Hours for which a role's credentials hold. */
const HOURS = 6;

export function roleCredentials(): RoleCredentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(300).toString('base64'),
    expiration: new Date(Date.now() + HOURS * 3_600_000),
  };
}

/**
 * EC2's metadata service, version 2 alone: nothing is told without a token.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function metadataService(instance: InstanceMetadata): Hono {
  const tokens = new Map<string, number>();
  const app = new Hono();
  app.put('/latest/api/token', (c) => {
    const seconds = Number(c.req.header('x-aws-ec2-metadata-token-ttl-seconds'));
    if (!(seconds >= 1 && seconds <= 21_600)) return c.text('Bad Request', 400);
    const token = randomBytes(40).toString('base64');
    tokens.set(token, Date.now() + seconds * 1000);
    return c.text(token);
  });
  app.use('/latest/*', async (c, next) => {
    const until = tokens.get(c.req.header('x-aws-ec2-metadata-token') ?? '') ?? 0;
    return until > Date.now() ? next() : c.text('Unauthorized', 401);
  });
  app.get('/latest/meta-data/instance-id', (c) => c.text(instance.instanceId));
  app.get('/latest/meta-data/iam/security-credentials/', (c) => c.text(instance.role));
  app.get('/latest/meta-data/iam/security-credentials/:role', (c) =>
    c.req.param('role') === instance.role ? c.json(credentialsOf(instance)) : c.notFound(),
  );
  app.get('/latest/meta-data/spot/instance-action', (c) => notice(c, instance));
  return app;
}

function credentialsOf({ credentials }: InstanceMetadata) {
  return {
    Code: 'Success',
    LastUpdated: timestamp(new Date()),
    Type: 'AWS-HMAC',
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken,
    Expiration: timestamp(credentials.expiration),
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
function notice(c: Context, { interruptedAt }: InstanceMetadata): Response {
  if (interruptedAt === undefined) return c.text('Not Found', 404);
  return c.json({ action: 'terminate', time: timestamp(interruptedAt) });
}

const timestamp = (time: Date) => time.toISOString().replace(/\.\d+Z$/, 'Z');
