/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html */
const MAX_LENGTH = 128;

/**
 * The name of a launch template: `<prefix>-<runner's name>-<hash>`, of the runner's name what EC2 allows and has room
 * for. The hash is of the runner and all that the template says, so no two templates share a name.
 *
 * @param prefix the deployment's name, of letters, digits and dashes, much shorter than 128
 */
export function launchTemplateName(prefix: string, runnerName: string, hash: string): string {
  const room = MAX_LENGTH - prefix.length - hash.length - 2;
  const allowed = runnerName.replaceAll(/[^A-Za-z0-9()./_-]+/g, '-').slice(0, room);
  return `${prefix}-${allowed}-${hash}`;
}
