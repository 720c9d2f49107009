import type { SimulatedGitLab } from '../gitlab.ts';
import { InsufficientScope, type RestAnswer, type RestCall, RestRefusal } from './call.ts';
import { jobRoutes } from './jobs.ts';
import { placeRoutes } from './places.ts';
import { runnerRoutes } from './runners.ts';

/** Answers a call whose token is right. Throws RestRefusal. */
export type Rest = (call: RestCall) => RestAnswer;

/** The REST API of the simulated GitLab as far as the scaler goes: what it answers, without the HTTP. */
export function restOf(gitlab: SimulatedGitLab): Rest {
  const routes = [...jobRoutes(gitlab), ...runnerRoutes(gitlab), ...placeRoutes(gitlab)];
  const byShape = new Map(routes.map((route) => [shapeOf(route.method, route.path, /:\w+/g), route]));
  return (call) => {
    const route = byShape.get(shapeOf(call.method, call.path, NUMBERS));
    if (route === undefined) throw new RestRefusal(404, 'Not Found');
    if (!route.scopes.some((scope) => gitlab.access.scopes.includes(scope))) {
      throw new InsufficientScope(route.scopes.join(' '));
    }
    return route.answer(call, ...(call.path.match(NUMBERS) ?? []).map(Number));
  };
}

const NUMBERS = /\d+/g;

/** The same for all calls of a route, whatever is in its path's places. */
function shapeOf(method: string, path: string, places: RegExp): string {
  return `${method} ${path.replaceAll(places, '#')}`;
}
