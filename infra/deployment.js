import { deploymentOf } from './deployment.ts';

/**
 * What serverless.yml asks of config.toml. The command reads JavaScript only, and shows a thrown error with its
 * stack: of a config.toml that is refused, its problems are all there is to see.
 */
export async function deployment({ resolveVariable }) {
  try {
    const { settings } = await import('#settings');
    return deploymentOf(settings, await resolveVariable('self:custom.scaler'));
  } catch (error) {
    if (error instanceof Error) error.stack = error.message;
    throw error;
  }
}
