import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** An HTTP request as API Gateway's HTTP API hands it to a function (payload format 2.0). */
export async function toLambdaEvent(request: Request, timeEpoch: number): Promise<APIGatewayProxyEventV2> {
  const { pathname, searchParams, hostname } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  return {
    version: '2.0',
    routeKey: `${request.method} ${pathname}`,
    rawPath: pathname,
    rawQueryString: searchParams.toString(),
    headers: Object.fromEntries(request.headers),
    isBase64Encoded: true,
    body: body.toString('base64'),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: hostname,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: '',
      },
      requestId: crypto.randomUUID(),
      routeKey: `${request.method} ${pathname}`,
      stage: '$default',
      time: new Date(timeEpoch).toISOString(),
      timeEpoch,
    },
  };
}

export function toResponse({ statusCode = 200, headers, body }: APIGatewayProxyStructuredResultV2): Response {
  const given = Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(statusCode === 204 ? null : (body ?? ''), { status: statusCode, headers: given });
}
