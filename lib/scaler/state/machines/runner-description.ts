/**
 * The name of a machine's runner in GitLab. People see from it whose it is, and two deployments on one GitLab
 * tell their runners apart.
 */
export function runnerDescription(machineName: string, scaler: string): string {
  return `${machineName} of ${scaler}`;
}

/** The name of the machine whose runner is described so; undefined if it is none of that deployment. */
export function machineOfDescription(description: string, scaler: string): string | undefined {
  const end = ` of ${scaler}`;
  return description.endsWith(end) ? description.slice(0, -end.length) : undefined;
}
