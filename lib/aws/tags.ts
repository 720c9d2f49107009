/** The deployment that a machine is of; the functions' roles ask for it. */
export const SCALER_TAG = 'bastionless:scaler';
export const RUNNER_TAG = 'bastionless:runner';
export const LAUNCH_TAG = 'bastionless:launch';
