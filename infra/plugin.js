import { boundRoles } from './plugin/boundary.ts';
import { requireCredentials } from './plugin/credentials.ts';
import { endWith } from './plugin/end-with.ts';
import { keepRole } from './plugin/keep-role.ts';
import { refuseTooLarge } from './plugin/limits.ts';
import { checkNetwork } from './plugin/network.ts';
import { refuseUnknownParameters } from './plugin/parameters.ts';
import { switchProtection } from './plugin/protection.ts';
import { refuseSecrets } from './plugin/secrets.ts';
import { tellNext } from './plugin/tell-next.ts';
import { beforeRemoval } from './removal/before-removal.ts';
import { warnings } from './warnings.ts';

const NEED_CREDENTIALS = ['deploy', 'remove', 'info', 'rollback'];

/**
 * What bastionless adds to the command `serverless`: nothing is deployed that holds a secret or that AWS would refuse
 * in the middle, the table is protected as soon as it stands, and what is removed leaves nothing behind. The command
 * reads JavaScript only.
 */
export default class BastionlessPlugin {
  constructor(serverless, { function: alone }, { log, progress }) {
    const quietly = (action) => async () => {
      try {
        await action();
      } catch (error) {
        // Of what is refused, what to do is all there is to see.
        if (error instanceof Error) error.stack = error.message;
        throw error;
      }
    };
    /** esbuild and config.toml are read only now: most commands need neither. */
    const bundle = async (names) => {
      const { bundleFunctions } = await import('./plugin/bundle-functions.ts');
      await bundleFunctions(serverless, names);
    };
    this.hooks = {
      initialize: async () => {
        try {
          refuseUnknownParameters(serverless);
          if (NEED_CREDENTIALS.includes(serverless.processedInput.commands[0]))
            await requireCredentials(serverless);
        } catch (error) {
          endWith(error);
        }
        for (const warning of warnings) log.warning(warning);
      },
      'before:package:createDeploymentArtifacts': () => bundle(serverless.service.getAllFunctions()),
      'before:package:function:package': () => bundle([alone]),
      'after:package:function:package': quietly(async () => {
        await refuseSecrets(serverless);
        keepRole(serverless, alone);
      }),
      'before:aws:package:finalize:saveServiceState': quietly(async () => {
        checkNetwork(serverless);
        boundRoles(serverless);
        refuseTooLarge(serverless);
        await refuseSecrets(serverless);
      }),
      'after:deploy:deploy': quietly(async () => {
        await switchProtection(serverless);
        await tellNext(serverless);
      }),
      'before:remove:remove': quietly(() => beforeRemoval(serverless, { log, progress })),
    };
  }
}
