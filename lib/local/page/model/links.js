/** @import { Lane, RunnerView } from '../../dashboard/view.ts' */

/** Where people see the instance. https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html */
/** @param {Lane} lane @param {readonly RunnerView[]} runners @returns {string | null} null where it is in no EC2 */
export function instanceUrl({ instanceId, runner }, runners) {
  const region = runners.find(({ name }) => name === runner)?.region;
  if (region === undefined || region === null) return null;
  return `https://${consoleOf(region)}/ec2/home?region=${region}#InstanceDetails:instanceId=${instanceId}`;
}

/** @param {string} region */
function consoleOf(region) {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
}
