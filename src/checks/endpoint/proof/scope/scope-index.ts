import type { Scope, ScopedEndpoint } from '../../../../model/scope.ts';
import { type JudgedOnce, judgedOnce } from './judged-once.ts';
import { type Listed, listedIn } from './listed.ts';
import { canariesIn } from './made-up-names.ts';

/** What is looked up in a scope for each of thousands of answers. */
export interface ScopeIndex {
  readonly byKey: ReadonlyMap<string, ScopedEndpoint>;
  readonly listed: Listed;
  /** The made-up name of each wildcard, by its endpoint's key. */
  readonly canaries: ReadonlyMap<string, string>;
  readonly canaryNames: ReadonlySet<string>;
}

/** The selection of a run with what is looked up in it again and again. */
export interface IndexedScope extends Scope {
  readonly index: ScopeIndex;
  readonly judged: JudgedOnce;
}

/** The scope with its index; made once a run and handed on. */
export function indexed(scope: Scope): IndexedScope {
  const canaries = canariesIn(scope);
  const index: ScopeIndex = {
    byKey: new Map(scope.endpoints.map((scoped) => [scoped.key, scoped])),
    listed: listedIn(scope.endpoints),
    canaries,
    canaryNames: new Set(canaries.values()),
  };
  return { ...scope, index, judged: judgedOnce() };
}

/** The endpoints on whose behalf a probe is made. */
export function endpointsBehind(
  { endpointKeys }: { readonly endpointKeys: readonly string[] },
  { index }: IndexedScope,
): readonly ScopedEndpoint[] {
  return endpointKeys.flatMap((key) => index.byKey.get(key) ?? []);
}
