import type { Context } from '../../model/context.ts';
import type { AuthScheme, Route } from '../../model/route.ts';
import type { Slot } from '../../model/run-state.ts';

/**
 * What is known of the credentials of one route. The first probe authenticates while the others wait; credentials that a proxy refused are not
 * offered to it sixty times: that would lock the account.
 */
export interface AuthGate {
  state: 'untried' | 'accepted' | 'refused';
  scheme: AuthScheme;
  first: Promise<void> | undefined;
}

const GATES: Slot<Map<string, AuthGate>> = { create: () => new Map() };

export function gateOf(context: Context, route: Route): AuthGate {
  const ofRun = context.run.of(GATES);
  const key = `${route.name} ${route.via?.host ?? ''}:${route.via?.port ?? ''}`;
  const gate = ofRun.get(key) ?? { state: 'untried', scheme: 'none', first: undefined };
  ofRun.set(key, gate);
  return gate;
}
