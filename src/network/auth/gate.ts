import type { Context } from '../../model/context.ts';
import type { AuthScheme, Route } from '../../model/route.ts';

/**
 * What is known of the credentials of one route. The first probe authenticates while the others wait; credentials that a proxy refused are not
 * offered to it sixty times: that would lock the account.
 */
export interface AuthGate {
  state: 'untried' | 'accepted' | 'refused';
  scheme: AuthScheme;
  first: Promise<void> | undefined;
}

const gates = new WeakMap<Context, Map<string, AuthGate>>();

/** A context made from another one, with shorter limits for example, is the same run: what is known of its credentials stays known. */
export function shareGates(derived: Context, original: Context): void {
  const ofRun = gates.get(original) ?? new Map<string, AuthGate>();
  gates.set(original, ofRun);
  gates.set(derived, ofRun);
}

export function gateOf(context: Context, route: Route): AuthGate {
  const ofRun = gates.get(context) ?? new Map<string, AuthGate>();
  gates.set(context, ofRun);
  const key = `${route.name} ${route.via?.host ?? ''}:${route.via?.port ?? ''}`;
  const gate = ofRun.get(key) ?? { state: 'untried', scheme: 'none', first: undefined };
  ofRun.set(key, gate);
  return gate;
}
