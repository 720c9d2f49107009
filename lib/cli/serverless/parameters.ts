/** What --param may say, for people: the parameters of serverless.yml. */
export const PARAMETERS = `
Parameters, each by a --param of its own:
  alarm-email=ops@example.com  tell somebody of alarms
  api=dualstack                let machines reach the API by IPv6 too
  dashboard=false              make no CloudWatch dashboard
  image=weekly                 have EC2 Image Builder make an image with all that machines need, every week
  permissions-boundary=ARN     give each role that is made this permissions boundary
  prices=FILE                  count costs with these prices, as simulate --prices takes them
  running-jobs=abort           on a removal, end jobs that run with their machines; else it removes nothing
  security-groups=sg-…,sg-…    with subnets: those of the functions that call GitLab
  subnets=subnet-…,subnet-…    put the functions that call GitLab into a private network
  tracing=true                 trace every call in AWS X-Ray

docs/deploying.md says more of them.`;
