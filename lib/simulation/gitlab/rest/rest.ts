import type { SimulatedGitLab } from '../gitlab.ts';
import { InsufficientScope, type RestAnswer, type RestCall, RestRefusal, type Route } from './call.ts';
import { jobRoutes } from './jobs.ts';
import { placeRoutes } from './places.ts';
import { runnerRoutes } from './runners.ts';

/** Answers a call whose token is right. Throws RestRefusal. */
export type Rest = (call: RestCall) => RestAnswer;

interface Matcher {
  readonly route: Route;
  readonly pattern: RegExp;
}

/** The REST API of the simulated GitLab as far as the scaler goes: what it answers, without the HTTP. */
export function restOf(gitlab: SimulatedGitLab): Rest {
  const routes = [...jobRoutes(gitlab), ...runnerRoutes(gitlab), ...placeRoutes(gitlab)];
  const matchers = routes.map((route): Matcher => {
    const pattern = new RegExp(`^${route.path.replaceAll(/:\w+/g, '(\\d+)')}$`);
    return { route, pattern };
  });
  return (call) => {
    for (const { route, pattern } of matchers) {
      const ids = route.method === call.method ? pattern.exec(call.path) : null;
      if (ids === null) continue;
      if (!route.scopes.some((scope) => gitlab.access.scopes.includes(scope))) {
        throw new InsufficientScope(route.scopes.join(' '));
      }
      return route.answer(call, ...ids.slice(1).map(Number));
    }
    throw new RestRefusal(404, 'Not Found');
  };
}
