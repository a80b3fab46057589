import type { SkippedProxy, Step } from '../../../../model/network/observation.ts';
import { authority, type Route } from '../../../../model/network/route.ts';

/** The route as it was walked: of a PAC route the proxy that the script chose, or the direct way; any other route as it is. The name stays. */
export function routeTaken(route: Route, steps: readonly Step[]): Route {
  if (route.kind !== 'pac') return route;
  const facts = choiceOf(steps)?.facts;
  if (facts?.pacProxy !== undefined) {
    const { kind, host, port } = facts.pacProxy;
    return { ...route, kind, via: { host, port } };
  }
  return facts?.pacChosen === undefined ? route : { ...route, kind: 'direct' };
}

/** The route that a finding is about: of a PAC route the proxy that could not be reached, where that one is what is told. */
export function routeTold(route: Route, steps: readonly Step[], proxy: string | undefined): Route {
  const dead = skippedProxies(steps).find((one) => authority(one) === proxy);
  return dead === undefined ? routeTaken(route, steps) : { ...route, kind: dead.kind, via: { host: dead.host, port: dead.port } };
}

/** Proxies of a PAC script's list that could not be reached, in order. */
export function skippedProxies(steps: readonly Step[]): readonly SkippedProxy[] {
  return choiceOf(steps)?.facts.pacSkipped ?? [];
}

function choiceOf(steps: readonly Step[]): Extract<Step, { readonly layer: 'proxy' }> | undefined {
  return steps.find(
    (step): step is Extract<Step, { readonly layer: 'proxy' }> => step.layer === 'proxy' && step.facts.pacUrl !== undefined,
  );
}
