import type { SimulatedGitLab } from '../../lib/simulation/gitlab/gitlab.ts';
import type { SimulatedRunner } from '../../lib/simulation/gitlab/model.ts';

/** All but the placeholders, which are there whether there are machines or not. */
export const machineRunners = ({ runners }: SimulatedGitLab): readonly SimulatedRunner[] =>
  runners.all().filter(({ description }) => !description.startsWith('placeholder of '));
