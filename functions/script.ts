import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/**
 * A machine that has booted fetches what it runs. Whoever asks is answered: the script is the same for all, and holds
 * no secret.
 */
export const scriptHandler = (script: string) => async (): Promise<APIGatewayProxyStructuredResultV2> => ({
  statusCode: 200,
  headers: { 'content-type': 'text/x-shellscript' },
  body: script,
});
