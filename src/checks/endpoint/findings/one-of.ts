import type { Judged } from '../proof/proof.ts';

/**
 * Of entries that reach one service by several ways (`oneOf`) one has to answer. Where one does, what the others come to is worth knowing and holds nothing
 * up: they are no longer required. Where none does, each counts as its entry says.
 */
export function withOneOf(judged: readonly Judged[]): readonly Judged[] {
  const answering = new Set(judged.filter(({ verdict }) => verdict.status === 'pass').flatMap((one) => groupOf(one) ?? []));
  if (answering.size === 0) return judged;
  return judged.map((one) => (one.verdict.status !== 'pass' && answering.has(groupOf(one) ?? '') ? optional(one) : one));
}

/** The service of an entry as seen over one route. Undefined: the entry stands for itself. */
function groupOf({ endpoint: { catalogId, endpoint }, answer: { task } }: Judged): string | undefined {
  return endpoint.oneOf === undefined ? undefined : `${catalogId} ${endpoint.oneOf} ${task.route.name}`;
}

function optional(one: Judged): Judged {
  const { endpoint } = one;
  return { ...one, endpoint: { ...endpoint, endpoint: { ...endpoint.endpoint, required: false } } };
}
