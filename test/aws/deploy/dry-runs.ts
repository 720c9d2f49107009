import { iamRequestsOf, type LaunchSurroundings } from '../../infra/iam/requests.ts';
import { deniedOf } from '../../infra/iam/role.ts';
import type { Answer, AwsCall } from './recording-proxy.ts';

interface Judged {
  readonly launch: LaunchSurroundings;
  policiesOf(name: string): readonly object[];
}

/**
 * What EC2 says of a dry run of the reconciler's, by its role. moto launches a fleet even so, and asks no role.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export async function answersDryRuns(stack: Judged, call: AwsCall): Promise<Answer | undefined> {
  if (call.input['DryRun'] !== 'true') return undefined;
  const denied = await deniedOf(stack.policiesOf('reconcile'), iamRequestsOf(call, stack.launch));
  return denied.length === 0
    ? error(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.')
    : error(403, 'UnauthorizedOperation', `You are not authorized to perform this operation: ${denied[0]}`);
}

const error = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message.replaceAll(/[<&]/g, '')}</Message></Error></Errors><RequestID>0</RequestID></Response>`,
});
