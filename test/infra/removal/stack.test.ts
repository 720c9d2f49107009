import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findStack } from '../../../infra/removal/stack.ts';

interface Part {
  readonly id: string;
  readonly status?: string;
}

/** What ListStackResources tells of at a time. */
const PAGE = 100;

const ID = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/bastionless-test/1';

/** CloudFormation with one stack, `bastionless-test`, whose parts are called as their logical ids are. */
function aCloudFormation(parts: readonly Part[] | undefined): Server {
  const refusal = (message: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`;
  const told = ({ id, status = 'CREATE_COMPLETE' }: Part) =>
    `<LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>the-${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus>`;
  const answerTo = (asked: URLSearchParams): string => {
    if (parts === undefined) return refusal(`Stack '${asked.get('StackName')}' does not exist`);
    const [action, token] = [asked.get('Action'), asked.get('NextToken')];
    if (action === 'DescribeStacks')
      return wrapped(action, `<Stacks><member><StackId>${ID}</StackId></member></Stacks>`);
    if (action !== 'ListStackResources') return refusal(`${action} is not known here`);
    const from = Number(token ?? 0);
    const members = parts.slice(from, from + PAGE).map((part) => `<member>${told(part)}</member>`);
    const more = from + PAGE < parts.length ? `<NextToken>${from + PAGE}</NextToken>` : '';
    return wrapped(action, `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${more}`);
  };
  return createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (some) => {
      body += some;
    });
    request.on('end', () => {
      const answer = answerTo(new URLSearchParams(body));
      response.writeHead(answer.startsWith('<Error') ? 400 : 200, { 'content-type': 'text/xml' });
      response.end(answer);
    });
  });
}

const wrapped = (action: string, result: string): string =>
  `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;

async function found(parts: readonly Part[] | undefined) {
  const server = aCloudFormation(parts).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const config = { endpoint: `http://127.0.0.1:${port}`, region: 'eu-central-1', credentials };
  try {
    return await findStack(config, 'bastionless-test');
  } finally {
    server.close();
  }
}

const OTHERS = Array.from({ length: 120 }, (_, index): Part => ({ id: `LaunchTemplate${index}` }));
const OURS: Part[] = [{ id: 'Table' }, { id: 'CacheBucket' }];

test('a stack is found by its resources, however many others it has', async () => {
  expect(await found([...OTHERS, ...OURS])).toEqual({
    id: ID,
    table: 'the-Table',
    cacheBucket: 'the-CacheBucket',
  });
});

test.each<[string, readonly Part[] | undefined]>([
  ['there is none', undefined],
  ['it has none of ours yet', [{ id: 'ServerlessDeploymentBucket' }]],
  ['its making failed, and they are deleted', OURS.map((part) => ({ ...part, status: 'DELETE_COMPLETE' }))],
])('nothing is found where %s', async (_, parts) => {
  expect(await found(parts)).toBeUndefined();
});
