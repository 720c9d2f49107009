import { functionFindings } from '../../../lib/cli/doctor/function.ts';
import type { Finding } from '../../../lib/cli/finding.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { type RecordingProxy, type StandIn, startRecordingProxy } from './recording-proxy.ts';

/** Lambda, as far as it calls a stage's functions: moto runs none. */
const lambdaOf =
  (stage: DeployedStage): StandIn =>
  async ({ action }, body) => {
    const name = new RegExp(`^POST /2015-03-31/functions/${stage.scaler}-(.*)/invocations`).exec(action)?.[1];
    if (name === undefined) return undefined;
    const { answer } = await stage.functions.invoke(name, JSON.parse(body));
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
  };

/** What `bastionless doctor` has the deployed function say of itself. */
export function functionIsExamined(of: () => DeployedStage): void {
  describe('doctor asks the deployed reconciler', () => {
    const moto = process.env['AWS_ENDPOINT_URL'] ?? '';
    let lambda: RecordingProxy;
    beforeAll(async () => {
      lambda = await startRecordingProxy(moto, lambdaOf(of()));
      process.env['AWS_ENDPOINT_URL'] = lambda.url;
    });
    afterAll(() => {
      process.env['AWS_ENDPOINT_URL'] = moto;
      lambda.close();
    });

    const findings = (): Promise<readonly Finding[]> =>
      functionFindings({
        ...{ stage: of().stage, name: of().scaler, region: 'us-east-1', settings: undefined },
        ...{ gitlabTokenParameter: '', webhookSecretParameter: '' },
      });

    test('whether it may launch, by a dry run of both calls, and whether it reaches GitLab', async () => {
      const before = await of().instanceIds();

      expect(await findings()).toMatchObject([
        { check: 'CreateFleet for gitlab-aws-autoscaler, Spot', verdict: 'ok' },
        { check: 'RunInstances for gitlab-aws-autoscaler, Spot', verdict: 'ok' },
        { check: 'GitLab from the function', verdict: 'ok' },
        { check: 'GitLab’s clock', verdict: 'ok', found: 'as AWS’s' },
      ]);
      expect(await of().instanceIds()).toEqual(before);
    });

    test('and tells what is refused', async () => {
      const narrowed = of().stack.without('ReconcileRole', /ec2:CreateFleet/);

      expect((await findings())[0]).toMatchObject({
        check: 'CreateFleet for gitlab-aws-autoscaler, Spot',
        verdict: 'fail',
        found: expect.stringContaining('UnauthorizedOperation: You are not authorized'),
      });
      narrowed.restore();
    });
  });
}
