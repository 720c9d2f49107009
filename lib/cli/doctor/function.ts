import * as v from 'valibot';
import { patient } from '../../../functions/runtime/patience.ts';
import { clientOptions, type Deployment } from '../deployment/deployment.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';
import { judgeClock } from './clock.ts';

const examination = v.object({
  launches: v.array(
    v.object({
      runner: v.string(),
      market: v.string(),
      call: v.string(),
      code: v.string(),
      message: v.string(),
    }),
  ),
  gitlab: v.union([v.object({ trouble: v.string() }), v.object({ ahead: v.number() })]),
});
type Examination = v.InferOutput<typeof examination>;

/** Seconds: more than Lambda gives the function. */
const LONGEST_RUN = 150;

/**
 * What the deployed reconciler says: whether EC2 would let it launch, and whether it reaches GitLab, which may be from
 * another network than this computer's. It changes nothing. Rejects where the function cannot be called.
 */
export async function functionFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ ...clientOptions(deployment), ...patient(LONGEST_RUN) });
  try {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({
        FunctionName: `${deployment.name}-reconcile`,
        Payload: new TextEncoder().encode(JSON.stringify({ examine: true })),
      }),
    );
    const text = new TextDecoder().decode(Payload);
    if (FunctionError !== undefined) return [fail('function reconcile', `${FunctionError}: ${text}`, LOG)];
    return judged(v.parse(examination, JSON.parse(text)), deployment);
  } finally {
    client.destroy();
  }
}

const LOG = 'The log of the function reconcile says why.';

function judged({ launches, gitlab }: Examination, { stage }: Deployment): Finding[] {
  return [
    ...launches.map((launch) => launchFinding(launch, stage)),
    ...('trouble' in gitlab ? [unreached(gitlab.trouble)] : reached(gitlab.ahead)),
  ];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html */
function launchFinding(
  { runner, market, call, code, message }: Examination['launches'][number],
  stage: string,
): Finding {
  const check = `${call} for ${runner}, ${market}`;
  if (code === 'DryRunOperation') return ok(check, 'allowed (DryRunOperation)');
  const found = `${code}: ${message}`;
  if (code === 'UnauthorizedOperation') {
    const boundary = 'a permissions boundary, or a policy of the organization, may forbid it';
    return fail(
      check,
      found,
      `npx serverless deploy --stage ${stage}; if that changes nothing, ${boundary}.`,
    );
  }
  return warn(check, found, 'EC2 would refuse a launch for another reason than rights.');
}

const FROM_FUNCTION = 'GitLab from the function';

/** Signatures, and times that GitLab tells, are judged by the functions' clock. */
const reached = (ahead: number): Finding[] => [ok(FROM_FUNCTION, 'reached'), judgeClock(ahead, 'AWS’s')];

function unreached(trouble: string): Finding {
  return fail(
    FROM_FUNCTION,
    trouble,
    'Is it reached only from a private network (--param subnets=…), or is its certificate of a CA of your own (ca_file in [runners.bastionless])? Then deploy.',
  );
}
