import type { Finding } from '../../../model/finding.ts';
import type { ScopedEndpoint } from '../../../model/scope.ts';
import { findingOf } from '../judge/finding.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { ProbeAnswer } from './proof.ts';

/** What a run found to be needed beyond the catalog, and by whom. */
export interface Derived {
  /** First part of its id: how it was found. */
  readonly because: 'redirect' | 'revocation';
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
  /** One sentence for the firewall team. */
  readonly why: string;
  readonly required: boolean;
  readonly feature: string;
}

/** The finding of a derived requirement: that of an endpoint which no catalog names. */
export function derivedFinding({ because, answer, verdict, why, required, feature }: Derived): Finding {
  const { task, facts } = answer;
  const { host, port } = task.target;
  const id = `derived/${because}/${host}`;
  const scoped: ScopedEndpoint = {
    key: id,
    catalogId: 'derived',
    pattern: host,
    hosts: [host],
    endpoint: {
      id,
      host,
      scheme: task.scheme,
      ports: [port],
      path: task.path,
      feature,
      required,
      connectors: [],
      clouds: [],
      probe: [],
      why,
      source: '',
      expect: {},
    },
  };
  return findingOf(scoped, task, verdict, facts);
}
