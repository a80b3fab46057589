import { hostForm } from '../../../../model/catalog/host-pattern.ts';
import type { Scope, ScopedEndpoint } from '../../../../model/scope.ts';
import { canariesIn } from '../scope/made-up-names.ts';

/** One name and port that no rule should let through. */
export interface NegativeTest {
  readonly scoped: ScopedEndpoint;
  readonly host: string;
  readonly port: number;
}

/** What is tried: an exact host itself, of a wildcard a made-up name below it. */
export function testsOf({ negative = [], nonce }: Scope): readonly NegativeTest[] {
  const madeUp = canariesIn({ endpoints: negative, nonce });
  return negative.flatMap((scoped) => {
    const form = hostForm(scoped.pattern);
    const host = form?.form === 'exact' ? form.text : madeUp.get(scoped.key);
    return host === undefined ? [] : scoped.endpoint.ports.map((port) => ({ scoped, host, port }));
  });
}
