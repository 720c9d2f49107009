import type { AwsCall } from '../../aws/deploy/recording-proxy.ts';
import { arn, type IamRequest, request } from './requests.ts';

/**
 * The questions that a call of the command's raises, of what is not tagged. Throws Error of a call that is not known: the
 * policy may lack what it takes.
 */
export function deployerRequests({ service, action, input }: AwsCall): readonly IamRequest[] {
  // It is signed by nobody: the role's trust lets it in.
  if (action === 'AssumeRoleWithWebIdentity') return [];
  switch (service) {
    case 'sts':
      // Everybody may ask who they are.
      return [];
    case 's3':
      return [s3Request(action)];
    case 'lambda':
      return [lambdaRequest(action)];
    case 'cloudformation':
      return [
        request(
          `cloudformation:${action}`,
          action === 'ValidateTemplate' ? '*' : stackArn(input['StackName']),
        ),
      ];
    case 'dynamodb':
      return [request(`dynamodb:${action}`, arn('dynamodb', `table/${input['TableName']}`))];
    case 'ssm':
      return [request(`ssm:${action}`, arn('ssm', `parameter/${String(input['Name']).slice(1)}`))];
    case 'ec2':
      if (/^(Describe|GetEbs|GetInstanceTypes|GetSpot)/.test(action)) return [request(`ec2:${action}`, '*')];
      throw new Error(`it is not known what IAM is asked for ec2:${action}`);
    case 'ecr':
      return [request(`ecr:${action}`, arn('ecr', 'repository/any'))];
    default:
      throw new Error(`it is not known what IAM is asked for ${service}:${action}`);
  }
}

const stackArn = (name: unknown): string =>
  String(name).startsWith('arn:') ? String(name) : arn('cloudformation', `stack/${name}/0`);

/** By method, path and query: of https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
function s3Request(call: string): IamRequest {
  const [, method = '', bucket = '', key = '', query = ''] =
    /^(\w+) \/([^/?]+)\/?([^?]*)\??(.*)$/.exec(call) ?? [];
  const whole = `arn:aws:s3:::${bucket}`;
  if (method === 'POST' && query.startsWith('delete')) return request('s3:DeleteObject', `${whole}/a-key`);
  if (key === '' && query.startsWith('versions')) return request('s3:ListBucketVersions', whole);
  if (key === '' && /^(GET|HEAD)$/.test(method)) return request('s3:ListBucket', whole);
  if (method === 'PUT' && key !== '') return request('s3:PutObject', `${whole}/${key}`);
  if (/^(GET|HEAD)$/.test(method)) return request('s3:GetObject', `${whole}/${key}`);
  throw new Error(`it is not known what IAM is asked for s3:${call}`);
}

function lambdaRequest(call: string): IamRequest {
  const [, method = '', name = '', part = ''] =
    /^(\w+) \/[^/]+\/functions\/([^/?]+)\/?(\w*)/.exec(call) ?? [];
  const action = {
    GET: 'GetFunction',
    PUTconcurrency: 'PutFunctionConcurrency',
    DELETEconcurrency: 'DeleteFunctionConcurrency',
  }[`${method}${part}`];
  if (action === undefined) throw new Error(`it is not known what IAM is asked for lambda:${call}`);
  return request(`lambda:${action}`, arn('lambda', `function:${name}`));
}
