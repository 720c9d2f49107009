import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/**
 * A machine that has booted fetches the script that it runs. Anybody may have it: it is the same for all machines, and
 * holds no secret.
 */
export const scriptHandler = (script: string) => async (): Promise<APIGatewayProxyStructuredResultV2> => ({
  statusCode: 200,
  headers: { 'content-type': 'text/x-shellscript' },
  body: script,
});
