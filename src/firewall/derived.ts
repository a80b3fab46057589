import { covers } from '../model/catalog/host-pattern.ts';
import { inspectionReason } from '../model/catalog/inspection.ts';
import type { Requirement } from '../model/catalog/requirement.ts';
import type { Report } from '../model/report.ts';
import { type Destination, judgedDestinations } from './destinations.ts';
import { plain } from './plain.ts';
import { mergeRows } from './requirements.ts';

/** Requirements with what a report adds to them. Every line is for people, in printable ASCII. */
export interface WithDerived {
  readonly requirements: readonly Requirement[];
  /** Destinations that became rules, and who named each: a report is a file that anybody can edit, so a person confirms them. */
  readonly taken: readonly string[];
  /** Destinations that the report speaks of and that are no rules: `host:port: reason`. */
  readonly notTaken: readonly string[];
}

const MAX_LINES = 100;

/**
 * The requirements and what a run found to be needed beyond them. Only a destination that an answer over verified TLS named, that was itself proven, and that has
 * public addresses becomes a rule; of everything else the reason is given. With `shut`, one that a device on the path keeps shut is taken as well: it cannot be proven before.
 */
export function withDerived(
  requirements: readonly Requirement[],
  report: Report,
  options: { readonly shut: boolean } = { shut: false },
): WithDerived {
  const isListed = ({ host, port, scheme }: Destination) =>
    requirements.some((known) => known.port === port && known.scheme === scheme && covers(known.host, host));
  const unlisted = judgedDestinations(report, options).filter(({ destination }) => !isListed(destination));
  const taken = unlisted.flatMap(({ destination, obstacle }) => (obstacle === undefined ? [destination] : []));
  const notTaken = unlisted.flatMap(({ destination, obstacle }) =>
    obstacle === undefined ? [] : [plain(`${placeOf(destination)}: ${obstacle}`, 300)],
  );
  return {
    requirements: mergeRows([...requirements, ...taken.map(requirementOf)]),
    taken: taken.map((destination) => plain(`${placeOf(destination)}, named by ${destination.namedBy.join(', ')}`, 300)),
    notTaken:
      notTaken.length <= MAX_LINES
        ? notTaken
        : [...notTaken.slice(0, MAX_LINES), `and ${notTaken.length - MAX_LINES} further destinations`],
  };
}

const placeOf = ({ host, port }: Destination): string => `${host}:${port}`;

/** Our words and checked names only: no text of the report gets into a rule. */
function requirementOf({ because, host, port, scheme, required, features, namedBy }: Destination): Requirement {
  const reason = inspectionReason({ form: 'exact', text: host }, scheme);
  const why = because === 'redirect' ? 'a redirect leads here' : 'a certificate names it for revocation or its issuer';
  return {
    ids: [`derived/${because}/${host}`],
    host: { form: 'exact', text: host },
    pattern: host,
    port,
    scheme,
    required,
    features,
    why: [`Not in the catalog: ${why}.`, `Named by ${namedBy.join(', ')}.`],
    sources: [],
    hosts: [],
    inspectionExempt: reason !== '',
    inspectionReason: reason,
  };
}
