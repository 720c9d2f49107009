import { refuseTooLarge } from './plugin/limits.ts';
import { checkNetwork } from './plugin/network.ts';
import { switchProtection } from './plugin/protection.ts';
import { refuseSecrets } from './plugin/secrets.ts';
import { beforeRemoval } from './removal/before-removal.ts';

/**
 * What bastionless adds to the command `serverless`: nothing is deployed that holds a secret or that AWS would refuse
 * in the middle, the table is protected as soon as it stands, and what is removed leaves nothing behind. The command
 * reads JavaScript only.
 */
export default class BastionlessPlugin {
  constructor(serverless, _options, { log, progress }) {
    const quietly = (action) => async () => {
      try {
        await action();
      } catch (error) {
        // Of what is refused, what to do is all there is to see.
        if (error instanceof Error) error.stack = error.message;
        throw error;
      }
    };
    this.hooks = {
      'after:package:finalize': quietly(async () => {
        checkNetwork(serverless);
        refuseTooLarge(serverless);
        await refuseSecrets(serverless);
      }),
      'after:deploy:deploy': quietly(() => switchProtection(serverless)),
      'before:remove:remove': quietly(() => beforeRemoval(serverless, { log, progress })),
    };
  }
}
