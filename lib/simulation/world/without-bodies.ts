import type { Settings } from '../../config/settings.ts';
import { waitTimeout } from '../../machine/runner-config.ts';
import { type Registration, registerMachine } from '../../scaler/events/register.ts';
import { isAhead, type JobEvent } from '../../scaler/state/jobs/job.ts';
import { placesOf } from '../../scaler/state/places.ts';
import type { RegistrationAnswer } from '../api-gateway.ts';
import { jobEvent } from '../gitlab/job-event.ts';
import { openMemoryStore } from '../memory/store.ts';
import { type Deployment, deploy, type Functions } from './functions.ts';
import type { Invoking } from './lambda.ts';

/**
 * The functions without the edges of two, which decide nothing: what the body of a webhook would say is put on record, and
 * a machine is told what it would read in the text of its config.toml.
 */
export function deployWithoutBodies(lambda: Invoking, deployment: Deployment): Functions {
  const { scaler, settings, table, gitlab, betweenReads } = deployment;
  const isLookingAhead = settings.runners.some(({ lookahead }) => lookahead.isOn);
  const store = openMemoryStore({ table, writer: 'webhook', betweenReads });
  const webhook = lambda.create('webhook', ({ clock, log, port }) => {
    const inbox = port('store', store);
    return async (event: Omit<JobEvent, 'at'>) => {
      if (!isLookingAhead && isAhead(event)) return 'Ignored';
      const outcome = await inbox.record({ ...event, at: clock.now() });
      log.info('job webhook', { job: event.id, status: event.gitlabStatus, outcome });
      return outcome;
    };
  });
  const register = lambda.create('register', ({ clock, log, port }) => {
    const { machines } = port('store', openMemoryStore({ table, writer: 'register', betweenReads }));
    const ports = { scaler, machines, gitlab: port('gitlab', gitlab), clock, log };
    return (instanceId: string, uptime: number) => registerMachine(ports, settings, instanceId, uptime);
  });
  return {
    ...deploy(lambda, deployment),
    register: async (instanceId, uptime) => {
      const outcome = await register(instanceId, uptime);
      return outcome.kind === 'Answered' ? toldOf(outcome.value, settings) : 'Later';
    },
    webhook: (told) => {
      const event = jobEvent(told);
      return () => webhook(event);
    },
  };
}

function toldOf(registration: Registration, { gitlabUrl }: Settings): RegistrationAnswer {
  switch (registration.kind) {
    case 'Unknown':
      return 'Later';
    case 'NotCreating':
      return 'Never';
    case 'Registered': {
      const { machine, settings: runner, runner: created } = registration;
      return {
        ...{ gitlabUrl, token: created.token, places: placesOf(machine) },
        ...{ maxBuilds: runner.machine.maxBuilds, waitTimeout: waitTimeout(runner) },
      };
    }
  }
}
