import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** Refuses a body that is too large before anything parses it, and passes any other on as text. */
export function limitBody(maxBytes: number): Middleware {
  return {
    before: ({ event }) => {
      const raw = event.body ?? '';
      const body = event.isBase64Encoded ? Buffer.from(raw, 'base64') : Buffer.from(raw, 'utf8');
      if (body.byteLength > maxBytes) {
        return { statusCode: 413, body: `refused: the body has more than ${maxBytes} bytes` };
      }
      event.body = body.toString('utf8');
      event.isBase64Encoded = false;
      return undefined;
    },
  };
}
