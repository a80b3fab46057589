import { hostForm } from '../../../../model/catalog/host-pattern.ts';
import type { HostForm } from '../../../../model/catalog/requirement.ts';
import type { Scope, ScopedEndpoint } from '../../../../model/scope.ts';

const MAX_NAME = 253;

/** The form of an endpoint that stands for many names; undefined for one name. */
export function wildcardForm({ pattern }: ScopedEndpoint): HostForm | undefined {
  const form = hostForm(pattern);
  return form === undefined || form.form === 'exact' ? undefined : form;
}

/** A name below the wildcard that nobody ever gave to anything. Undefined: it would be longer than DNS allows. */
function canaryOf({ form, text }: HostForm, nonce: string): string | undefined {
  const label = `preflight-${nonce.slice(0, 12)}`;
  const name = form === 'inside-label' ? `${label}${text}` : `${label}.${text.replace(/^\./, '')}`;
  return name.length <= MAX_NAME ? name : undefined;
}

/** The made-up name of each wildcard, by its endpoint's key. */
export function canariesIn({ endpoints, nonce }: Pick<Scope, 'endpoints' | 'nonce'>): ReadonlyMap<string, string> {
  return new Map(
    endpoints.flatMap((scoped) => {
      const form = wildcardForm(scoped);
      const canary = form === undefined ? undefined : canaryOf(form, nonce);
      return canary === undefined ? [] : [[scoped.key, canary] as const];
    }),
  );
}

/** A name on nobody's list: `.invalid` never exists (RFC 2606 section 2). */
export function unlistedHost({ nonce }: Pick<Scope, 'nonce'>): string {
  return `preflight-${nonce.slice(0, 12)}.invalid`;
}
