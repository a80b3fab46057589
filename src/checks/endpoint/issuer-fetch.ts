import type { Context } from '../../model/network/context.ts';
import type { Step } from '../../model/network/observation.ts';
import type { Probe } from '../../model/network/probe.ts';
import type { Slot } from '../../model/network/run-state.ts';
import { certificatesIn } from '../../network/signed/certificates-in.ts';
import type { FetchedIssuer, FetchIssuer } from '../../network/tls/completion.ts';
import { keyOf, onTheirWord, webAddress } from './proof/web-address.ts';

/** So many different addresses a run: a peer chooses them. */
const MAX_ADDRESSES = 100;
const NOT_FETCHED: FetchedIssuer = { code: 'NOT_FETCHED', certificates: [] };

/** Walks a probe and hands every whole answer of status 200 to `read`. */
export type ReadingWalk = (
  probe: Probe,
  read: (body: Buffer) => undefined,
) => Promise<{ readonly steps: readonly Step[]; readonly otherFamily?: readonly Step[] }>;

/** Each address once a round and route, whichever chain names it. */
const FETCHED: Slot<Map<string, Promise<FetchedIssuer>>> = { create: () => new Map() };

/** Fetches issuers over the route of a probe, as far as their addresses are asked on a peer's word: http, names of the internet, usual ports. */
export function issuerFetcher(probe: Probe, { run, allowPrivate = false }: Context, walk: ReadingWalk): FetchIssuer {
  return async (url) => {
    const address = webAddress(url, probe);
    if (address?.scheme !== 'http') return NOT_FETCHED;
    const known = run.of(FETCHED);
    const key = `${run.round} ${keyOf(address, probe.route)}`;
    if (!known.has(key) && known.size >= MAX_ADDRESSES * run.round) return NOT_FETCHED;
    const asked: Probe = {
      ...address,
      key,
      route: probe.route,
      maxTlsVersion: '1.2',
      endpointKeys: [],
      derivedFrom: { key: probe.key, because: 'revocation' },
      variation: { retries: 0 },
      ...onTheirWord({ allowPrivate }),
    };
    const fetched = known.get(key) ?? fetchOne(asked, walk);
    known.set(key, fetched);
    return fetched;
  };
}

async function fetchOne(asked: Probe, walk: ReadingWalk): Promise<FetchedIssuer> {
  let body: Buffer | undefined;
  const { steps, otherFamily = [] } = await walk(asked, (bytes) => {
    body = bytes;
    return undefined;
  });
  if (body !== undefined) {
    const certificates = certificatesIn(body);
    return { code: certificates.length === 0 ? 'NO_CERTIFICATE' : '', certificates };
  }
  const last = steps.at(-1) ?? otherFamily.at(-1);
  const status = last?.layer === 'http' ? last.facts.status : undefined;
  return { code: last?.failure?.code ?? (status === undefined ? 'NO_CERTIFICATE' : `HTTP_${status}`), certificates: [] };
}
