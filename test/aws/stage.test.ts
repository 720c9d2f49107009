import { DeployedStage, newStage } from './deploy/deployed-stage.ts';
import { rolesHoldAsTheyShould } from './deploy/roles.ts';

/** One deployment, from its making to its end: the tests follow each other. */
let stage: DeployedStage;
beforeAll(async () => {
  stage = await DeployedStage.deploy(newStage(), (config) => config);
});
afterAll(() => stage.close());

rolesHoldAsTheyShould(() => stage);
